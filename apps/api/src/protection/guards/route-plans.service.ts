import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import {
  listHandlers,
  type GatehouseReply,
  type GatehouseRequest,
  type RoutePreparation,
  type RoutePreparations,
} from '#api/platform/http';
import { Preparation } from './preparation.service.js';
import { canPrepare, planOf, type RoutePlan } from './route-plan.js';

/** The table of what all handlers declare, made at start out of their decorators; the routes are prepared by it. */
@Injectable()
export class RoutePlans implements RoutePreparations {
  private readonly plans = new Map<object, RoutePlan>();

  constructor(
    private readonly modules: ModulesContainer,
    private readonly preparation: Preparation,
  ) {}

  attach(handler: object): RoutePreparation | null {
    const plan = planOf(handler);
    if (!plan) return null;
    this.plans.set(handler, plan);
    if (!canPrepare(plan)) return null;
    const { preparation } = this;
    return {
      prepare: (request: GatehouseRequest, reply: GatehouseReply, done: () => void) =>
        preparation.prepare(plan, { request, reply, done }),
    };
  }

  /**
   * To be called when all routes were added.
   * @throws Error when a handler has no route of the table, or declares something else than the table has of it
   */
  assertComplete(): void {
    for (const { name, handler, access, rateClass } of listHandlers(this.modules)) {
      const plan = this.plans.get(handler);
      const isSameClass = rateClass === undefined || plan?.rateClass === rateClass;
      if (plan?.rule !== access || (access && !isSameClass))
        throw new Error(`${name} declares another access than the table of routes has`);
    }
  }
}
