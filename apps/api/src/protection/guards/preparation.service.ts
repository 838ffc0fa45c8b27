import { Injectable } from '@nestjs/common';
import type { PermissionRule, Principal } from '#libs/access';
import { AppTokenAuthentication } from '#api/app-tokens';
import { ValidatedCaches, type Unconfirmed } from '#api/platform/changes';
import { soleBearerOf, type GatehouseReply, type GatehouseRequest } from '#api/platform/http';
import { ArrivalLimits, PostAuthRateLimitGuard } from '#api/protection/limits';
import { PermissionCheck } from '#api/rbac';
import { SessionAccess } from '#api/sessions';
import { isSelf, namedService, seesToNetworks } from './named-in-request.js';
import type { RoutePlan } from './route-plan.js';

/** A request that arrived, and what goes on with it. */
export interface Arrival {
  readonly request: GatehouseRequest;
  readonly reply: GatehouseReply;
  readonly done: () => void;
}

/**
 * Admits requests before the framework dispatches them, where memory knows all that their guards would decide and one
 * question to Redis confirms it. It refuses nothing but what a rate limit refuses, and leaves no trace of what it does not
 * admit: the guards decide that.
 */
@Injectable()
export class Preparation {
  constructor(
    private readonly sessions: SessionAccess,
    private readonly permissions: PermissionCheck,
    private readonly appTokens: AppTokenAuthentication,
    private readonly caches: ValidatedCaches,
    private readonly arrivals: ArrivalLimits,
    private readonly callers: PostAuthRateLimitGuard,
  ) {}

  prepare(plan: RoutePlan, arrival: Arrival): void {
    switch (plan.rule.kind) {
      case 'public':
        this.admit(plan, arrival);
        return arrival.done();
      case 'signed-in':
        return this.user(plan, arrival);
      case 'permission':
        return this.user(plan, arrival, plan.rule);
      case 'app-token':
        return this.service(plan, arrival);
    }
  }

  private user(plan: RoutePlan, arrival: Arrival, rule?: PermissionRule): void {
    const { request, done } = arrival;
    // What is said of a header without one is up to the guards.
    const token = soleBearerOf(request);
    const session = token === undefined ? null : this.sessions.recall(token);
    if (!session) return done();
    const { sub: userId, acr = 'aal1' } = session.claims;
    const needed = rule ? this.neededBy(rule, request, { userId, acr }) : NOTHING;
    if (!needed) return done();
    this.confirm(arrival, [session.state, ...needed], () => {
      const principal = this.sessions.admit(session);
      if (!principal) return;
      request.principal = principal;
      this.admit(plan, arrival);
    });
  }

  /** The grants that a permission rests on; `null` when they are not remembered, or do not have it. */
  private neededBy(
    rule: PermissionRule,
    request: GatehouseRequest,
    user: Pick<Principal, 'userId' | 'acr'>,
  ): readonly Unconfirmed<unknown>[] | null {
    if (rule.orSelf !== undefined && isSelf(request, rule.orSelf, user)) return NOTHING;
    const named = rule.service === undefined ? null : namedService(request, rule.service);
    const grants = this.permissions.recall(user, rule, named?.id ?? null);
    return grants && [grants];
  }

  private service(plan: RoutePlan, arrival: Arrival): void {
    const { request, done } = arrival;
    const { rule } = plan;
    const token = soleBearerOf(request);
    const recalled = token === undefined ? null : this.appTokens.recall(token);
    if (!recalled || rule.kind !== 'app-token' || !request.client) return done();
    const ip = seesToNetworks(rule, request) ? null : request.client.ip;
    this.confirm(arrival, [recalled.state], () => {
      const principal = this.appTokens.admitRecalled(recalled, ip);
      if (!principal) return;
      request.appPrincipal = principal;
      this.admit(plan, arrival);
    });
  }

  /** All questions of one turn of the event loop are one. */
  private confirm(
    { done }: Arrival,
    found: readonly Unconfirmed<unknown>[],
    admit: () => void,
  ): void {
    this.caches.confirm(found, (mayUse) => {
      if (mayUse) admit();
      done();
    });
  }

  private admit(plan: RoutePlan, { request, reply }: Arrival): void {
    const { handler, rule, rateClass, isCountedWhenRefused } = plan;
    let refusal: Error | undefined;
    try {
      // Without a promise: the classes of prepared routes are counted in process.
      const countsAddress = !isCountedWhenRefused;
      void this.arrivals.count({ request, rateClass, countsAddress }, reply);
      if (rule.kind !== 'public') void this.callers.countCaller(request, reply, rateClass);
    } catch (error) {
      refusal = error instanceof Error ? error : new Error(String(error));
    }
    request.prepared = { handler, refusal };
  }
}

const NOTHING: readonly Unconfirmed<unknown>[] = [];
