import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { AppPrincipal, RateClassName } from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from '#api/platform/http';
import { Buckets } from '#api/platform/rate-limit';
import { Admission, bucketOf, toCounted } from './admission.service.js';
import { RateLimitKeys } from './rate-limit-keys.service.js';
import { rateClassOf, Rates, type Scope } from './rates.service.js';

const SCOPES: readonly Scope[] = ['account', 'credential'];

/**
 * Counts each request once its caller is authenticated: by user and by session, by application token, or by the caller
 * that a service names. Nobody uses up the bucket of another by showing something that is not theirs.
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
  async canActivate(context: ExecutionContext): Promise<boolean> {
    await this.count(context);
    return true;
  }

  /** Answers whether the caller is known. @throws AppError `RATE_LIMITED` */
  async count(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<GatehouseRequest>();
    if (!(request.principal ?? request.appPrincipal)) return false;
    const rateClass = rateClassOf(context);
    if (rateClass === 'none') return true;
    for (const scope of SCOPES) {
      await this.take(request, http.getResponse<GatehouseReply>(), rateClass, scope);
    }
    return true;
  }

  /** The same, for the classes that are counted in process. @throws AppError `RATE_LIMITED` */
  countInProcess(request: GatehouseRequest, reply: GatehouseReply, rateClass: RateClassName): void {
    if (rateClass === 'none') return;
    for (const scope of SCOPES) {
      const rate = this.rates.find(rateClass, scope);
      const subject = rate && this.keys.ofCaller(request, scope);
      if (!rate || subject === null) continue;
      const key = bucketOf(rateClass, scope, subject);
      const verdict = this.buckets.takeCoarsely(key, rate);
      this.admission.settle(reply, toCounted(rateClass, scope, rate, verdict));
    }
  }

  /**
   * Counts a bad token that a caller has shown to a service, by the caller that the service names. In this process,
   * added up over instances every second: a guard may ask of hundreds at once. Answers after how many seconds the
   * caller may come back; 0 while it has not shown too many.
   */
  countRelayed({ serviceId }: AppPrincipal, caller: string): number {
    const rate = this.rates.find('validate', 'address');
    if (!rate) return 0;
    const key = bucketOf('validate', 'address', this.keys.ofRelayed(serviceId, caller));
    const counted = toCounted('validate', 'address', rate, this.buckets.takeCoarsely(key, rate));
    if (counted.isAdmitted) return 0;
    this.admission.noteRefusal(counted);
    return counted.resetSeconds;
  }

  private async take(
    request: GatehouseRequest,
    reply: GatehouseReply,
    rateClass: RateClassName,
    scope: Scope,
  ): Promise<void> {
    const rate = this.rates.find(rateClass, scope);
    const subject = rate && this.keys.ofCaller(request, scope);
    if (!rate || subject === null) return;
    const key = bucketOf(rateClass, scope, subject);
    const verdict =
      rateClass === 'validate'
        ? this.buckets.takeCoarsely(key, rate)
        : await this.buckets.take(key, rate);
    this.admission.settle(reply, toCounted(rateClass, scope, rate, verdict));
  }
}
