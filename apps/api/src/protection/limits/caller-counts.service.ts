import { Injectable, type ExecutionContext } from '@nestjs/common';
import type { RateClassName } from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from '#api/platform/http';
import { Admission } from './admission.service.js';
import { Buckets } from '#api/platform/rate-limit';
import { bucketOf, toCounted } from './counted.js';
import { rateClassOf } from './rate-class-of.js';
import { Rates, type Scope } from './rates.service.js';
import { RateLimitKeys } from './rate-limit-keys.service.js';

const SCOPES: readonly Scope[] = ['account', 'credential'];

/** Counts calls by who was found to be calling: by user and by session, or by application token. */
@Injectable()
export class CallerCounts {
  constructor(
    private readonly rates: Rates,
    private readonly buckets: Buckets,
    private readonly subjects: RateLimitKeys,
    private readonly admission: Admission,
  ) {}

  /** Answers whether it is known who calls. @throws AppError `RATE_LIMITED` */
  async count(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<GatehouseRequest>();
    if (!(request.principal ?? request.appPrincipal)) return false;
    const rateClass = rateClassOf(context);
    if (rateClass === 'none') return true;
    for (const scope of SCOPES)
      await this.take(request, http.getResponse<GatehouseReply>(), rateClass, scope);
    return true;
  }

  private async take(
    request: GatehouseRequest,
    reply: GatehouseReply,
    rateClass: RateClassName,
    scope: Scope,
  ): Promise<void> {
    const rate = this.rates.find(rateClass, scope);
    const subject = rate && this.subjects.ofCaller(request, scope);
    if (!rate || subject === null) return;
    const key = bucketOf(rateClass, scope, subject);
    const verdict =
      rateClass === 'validate'
        ? this.buckets.takeCoarsely(key, rate)
        : await this.buckets.take(key, rate);
    this.admission.settle(reply, toCounted(rateClass, scope, rate, verdict));
  }
}
