import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { AppPrincipal, RateClassName } from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from '#api/platform/http';
import { Buckets } from '#api/platform/rate-limit';
import { Admission } from './admission.service.js';
import { bucketOf, resetSecondsOf, type LimitBucket, type Scope } from './class-limit.js';
import { isCoarse } from './coarse-classes.js';
import { RateLimitKeys } from './rate-limit-keys.service.js';
import { rateClassOf, Rates } from './rates.service.js';

const SCOPES: readonly Scope[] = ['account', 'credential'];

/**
 * Counts each request once its caller is authenticated: by user and by session, by application token, or by the caller
 * that a service names; what one bucket refuses counts in none. Nobody uses up the bucket of another by showing
 * something that is not theirs.
 */
@Injectable()
export class PostAuthRateLimitGuard implements CanActivate {
  constructor(
    private readonly rates: Rates,
    private readonly buckets: Buckets,
    private readonly keys: RateLimitKeys,
    private readonly admission: Admission,
  ) {}

  /** @throws AppError `RATE_LIMITED` */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const known = this.count(context);
    return typeof known === 'boolean' ? true : known.then(() => true);
  }

  /** As `countCaller`, of what the handler declares. */
  count(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    return this.countCaller(http.getRequest(), http.getResponse(), rateClassOf(context));
  }

  /**
   * Answers whether the caller is known; without a promise when the class is counted coarsely.
   * @throws AppError `RATE_LIMITED`
   */
  countCaller(
    request: GatehouseRequest,
    reply: GatehouseReply,
    rateClass: RateClassName,
  ): boolean | Promise<boolean> {
    if (!(request.principal ?? request.appPrincipal)) return false;
    const buckets = this.bucketsOf(request, rateClass);
    if (buckets.length === 0) return true;
    if (!isCoarse(rateClass)) return this.countExactly(reply, buckets);
    this.admission.settle(reply, buckets, this.buckets.takeAllCoarsely(buckets));
    return true;
  }

  /**
   * Counts a bad token that a caller has shown to a service, by the caller that the service names: a guard may ask of
   * hundreds at once. Answers after how many seconds the caller may come back; 0 while it has not shown too many.
   */
  countRelayed({ serviceId }: AppPrincipal, caller: string): number {
    const limit = this.rates.limitOf('validate', 'address');
    if (!limit) return 0;
    const bucket = bucketOf(limit, this.keys.ofRelayed(serviceId, caller));
    const verdict = this.buckets.takeCoarsely(bucket);
    if (verdict.isAdmitted) return 0;
    this.admission.noteRefusal(limit);
    return resetSecondsOf(verdict);
  }

  private bucketsOf(request: GatehouseRequest, rateClass: RateClassName): LimitBucket[] {
    const buckets: LimitBucket[] = [];
    for (const scope of SCOPES) {
      const limit = this.rates.limitOf(rateClass, scope);
      const subject = limit && this.keys.ofCaller(request, scope);
      if (limit && subject !== null) buckets.push(bucketOf(limit, subject));
    }
    return buckets;
  }

  private async countExactly(reply: GatehouseReply, buckets: readonly LimitBucket[]) {
    this.admission.settle(reply, buckets, await this.buckets.takeAll(buckets));
    return true;
  }
}
