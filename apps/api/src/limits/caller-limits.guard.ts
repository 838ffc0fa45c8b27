import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { RateClassName } from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from '../http/index.js';
import { Admission } from './admission.service.js';
import { Buckets } from './buckets.service.js';
import { bucketOf, toCounted } from './counted.js';
import { KnownTokens } from './known-tokens.service.js';
import { rateClassOf } from './rate-class-of.js';
import { Rates, type Scope } from './rates.service.js';
import { Subjects } from './subjects.service.js';

const SCOPES: readonly Scope[] = ['account', 'credential'];

/**
 * Counts each request once it is known who is calling: by user and by session, or by application token. Nobody
 * can use up the bucket of another by showing something that is not theirs.
 */
@Injectable()
export class CallerLimitsGuard implements CanActivate {
  constructor(
    private readonly rates: Rates,
    private readonly buckets: Buckets,
    private readonly subjects: Subjects,
    private readonly admission: Admission,
    private readonly known: KnownTokens,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rateClass = rateClassOf(context);
    const http = context.switchToHttp();
    const request = http.getRequest<GatehouseRequest>();
    if (rateClass === 'none' || !(request.principal ?? request.appPrincipal)) return true;
    this.remember(request);
    for (const scope of SCOPES)
      await this.count(request, http.getResponse<GatehouseReply>(), rateClass, scope);
    return true;
  }

  private async count(
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

  private remember(request: GatehouseRequest): void {
    if (!request.appPrincipal) return;
    const shown = this.subjects.shownToken(request);
    if (shown && !this.known.has(shown)) this.known.add(shown);
  }
}
