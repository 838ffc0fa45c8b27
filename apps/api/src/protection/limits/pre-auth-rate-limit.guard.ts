import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  getOptionsToken,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerRequest,
} from '@nestjs/throttler';
import type { GatehouseReply, GatehouseRequest } from '#api/platform/http';
import { Buckets } from '#api/platform/rate-limit';
import { ArrivalLimits } from './arrival-limits.service.js';
import { isCoarse } from './coarse-classes.js';
import { isCountedWhenRefused, rateClassOf } from './rates.service.js';

/**
 * Counts each request before anything is looked for: by the account that it names, by the one-time or refresh token
 * that it shows and, where no secret lets it in, by its address.
 */
@Injectable()
export class PreAuthRateLimitGuard extends ThrottlerGuard {
  @Inject(ArrivalLimits) private readonly arrivals!: ArrivalLimits;

  constructor(
    @Inject(getOptionsToken()) options: ThrottlerModuleOptions,
    buckets: Buckets,
    reflector: Reflector,
  ) {
    super(options, buckets, reflector);
  }

  /** @throws AppError `RATE_LIMITED` */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    // What the throttler package looks up for each request would cost more than the request.
    if (!isCoarse(rateClassOf(context))) return super.canActivate(context);
    await this.count(context);
    return true;
  }

  /**
   * Without a promise when the class is counted coarsely.
   * @throws AppError `RATE_LIMITED`
   */
  count(context: ExecutionContext): void | Promise<void> {
    const http = context.switchToHttp();
    const [request, rateClass] = [http.getRequest<GatehouseRequest>(), rateClassOf(context)];
    const countsAddress = !isCountedWhenRefused(context);
    const arrival = { request, rateClass, countsAddress };
    return this.arrivals.count(arrival, http.getResponse<GatehouseReply>());
  }

  protected override async handleRequest({ context, throttler }: ThrottlerRequest) {
    // All scopes are counted in one step, with the first of them.
    if (throttler.name === 'address') await this.count(context);
    return true;
  }
}
