import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  getOptionsToken,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerRequest,
} from '@nestjs/throttler';
import type { RateClassName } from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from '#api/platform/http';
import { Admission, bucketOf } from './admission.service.js';
import { Buckets } from '#api/platform/rate-limit';
import { isCountedWhenRefused, rateClassOf, type Scope } from './rates.service.js';
import { NetworkLimits } from './network-limits.service.js';
import { LoginLimitBypass, LoginLimits } from './login-limits.service.js';
import { RateLimitKeys } from './rate-limit-keys.service.js';

/**
 * Counts each request before anything is looked for: by the account that it names, by the one-time or refresh token
 * that it shows and, where no secret lets it in, by its address.
 */
@Injectable()
export class PreAuthRateLimitGuard extends ThrottlerGuard {
  @Inject(Admission) private readonly admission!: Admission;
  @Inject(RateLimitKeys) private readonly keys!: RateLimitKeys;
  @Inject(LoginLimits) private readonly logins!: LoginLimits;
  @Inject(LoginLimitBypass) private readonly bypass!: LoginLimitBypass;
  @Inject(NetworkLimits) private readonly networks!: NetworkLimits;

  constructor(
    @Inject(getOptionsToken()) options: ThrottlerModuleOptions,
    buckets: Buckets,
    reflector: Reflector,
  ) {
    super(options, buckets, reflector);
  }

  protected override async shouldSkip(context: ExecutionContext): Promise<boolean> {
    return rateClassOf(context) === 'none';
  }

  protected override async handleRequest(asked: ThrottlerRequest): Promise<boolean> {
    const { context, limit, throttler } = asked;
    if (limit === 0) return true;
    const scope = throttler.name as Scope;
    const rateClass = rateClassOf(context);
    if (scope === 'address' && isCountedWhenRefused(context)) return true;
    // Elsewhere a token in the body is what the call is about, not what lets it in.
    if (scope === 'credential' && rateClass !== 'token') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<GatehouseRequest>();
    const device = await this.deviceOf(request, rateClass);
    if (scope === 'address') {
      if (device === null) await this.networks.count(request, http.getResponse(), rateClass);
      return true;
    }
    const subjects =
      device === null ? this.keys.atArrival(request, scope) : deviceSubjects(device, scope);
    for (const subject of subjects) await this.count(asked, bucketOf(rateClass, scope, subject));
    return true;
  }

  /** A device of the account has one bucket of its own, that no stranger fills: neither theirs nor their network's. */
  private deviceOf(request: GatehouseRequest, rateClass: RateClassName): Promise<string | null> {
    if (rateClass !== 'login') return Promise.resolve(null);
    this.bypass.offer(request);
    return this.logins.findDevice(request);
  }

  private async count(asked: ThrottlerRequest, key: string): Promise<void> {
    const { context, limit, ttl, throttler } = asked;
    const scope = throttler.name as Scope;
    const { totalHits, timeToExpire, isBlocked } = await this.storageService.increment(
      key,
      ttl,
      limit,
      0,
      scope,
    );
    if (isBlocked && scope === 'account' && (await this.mayPass(asked))) return;
    this.admission.settle(context.switchToHttp().getResponse<GatehouseReply>(), {
      rateClass: rateClassOf(context),
      scope,
      limit,
      remaining: isBlocked ? 0 : Math.max(0, limit - totalHits),
      resetSeconds: timeToExpire,
      isAdmitted: !isBlocked,
    });
  }

  private async mayPass({ context }: ThrottlerRequest): Promise<boolean> {
    const { client } = context.switchToHttp().getRequest<GatehouseRequest>();
    return (await client?.mayPass?.()) ?? false;
  }
}

const deviceSubjects = (device: string, scope: Scope) =>
  scope === 'account' ? [`device:${device}`] : [];
