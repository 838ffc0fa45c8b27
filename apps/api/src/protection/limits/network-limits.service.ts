import { Injectable, type ExecutionContext } from '@nestjs/common';
import type { RateClassName } from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from '#api/platform/http';
import { Buckets } from '#api/platform/rate-limit';
import { Admission } from './admission.service.js';
import { bucketOf, type LimitBucket } from './class-limit.js';
import { isCoarse } from './coarse-classes.js';
import { isCountedWhenRefused, rateClassOf, Rates } from './rates.service.js';
import { RateLimitKeys } from './rate-limit-keys.service.js';
import { PostAuthRateLimitGuard } from './post-auth-rate-limit.guard.js';

/**
 * Counts a request by its address and by the networks around it, in one step: who moves about in a network of their own
 * gets what the network gets, and what one of them refuses counts in none.
 */
@Injectable()
export class NetworkLimits {
  constructor(
    private readonly rates: Rates,
    private readonly buckets: Buckets,
    private readonly keys: RateLimitKeys,
    private readonly admission: Admission,
  ) {}

  /**
   * Without a promise when the class is counted coarsely.
   * @throws AppError `RATE_LIMITED`
   */
  count(
    request: GatehouseRequest,
    reply: GatehouseReply,
    rateClass: RateClassName,
  ): void | Promise<void> {
    const buckets = this.bucketsOf(request, rateClass);
    if (buckets.length === 0) return;
    if (!isCoarse(rateClass)) return this.countExactly(reply, buckets);
    this.admission.settle(reply, buckets, this.buckets.takeAllCoarsely(buckets));
  }

  /** The address and the networks around it that are counted for the class, the narrowest first. */
  bucketsOf(request: GatehouseRequest, rateClass: RateClassName): LimitBucket[] {
    const buckets: LimitBucket[] = [];
    if (!this.rates.limitOf(rateClass, 'address')) return buckets;
    for (const { level, subject } of this.keys.ofNetworks(request)) {
      const limit = this.rates.limitOfNetwork(rateClass, level);
      if (limit) buckets.push(bucketOf(limit, subject));
    }
    return buckets;
  }

  private async countExactly(reply: GatehouseReply, buckets: readonly LimitBucket[]) {
    this.admission.settle(reply, buckets, await this.buckets.takeAll(buckets));
  }
}

/** Counts bad credentials once they were looked at, by where they come from. */
@Injectable()
export class BadCredentials {
  constructor(
    private readonly callers: PostAuthRateLimitGuard,
    private readonly networks: NetworkLimits,
  ) {}

  /**
   * Counts a call that access has refused: by its caller when that is known, and else as one more bad credential from
   * where it comes.
   * @throws AppError `RATE_LIMITED`
   */
  async count(context: ExecutionContext): Promise<void> {
    if (await this.callers.count(context)) return;
    await this.countAddress(context);
  }

  /**
   * Counts one more bad credential from where it comes, whosever it is: a thief of another's must not use up what the
   * owner may.
   * @throws AppError `RATE_LIMITED` when too many came from this address, or from the networks around it
   */
  async countAddress(context: ExecutionContext): Promise<void> {
    if (!isCountedWhenRefused(context)) return;
    const http = context.switchToHttp();
    const [request, reply] = [
      http.getRequest<GatehouseRequest>(),
      http.getResponse<GatehouseReply>(),
    ];
    await this.networks.count(request, reply, rateClassOf(context));
  }
}
