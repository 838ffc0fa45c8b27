import { Module, type ExecutionContext } from '@nestjs/common';
import { ThrottlerModule, type ThrottlerModuleOptions } from '@nestjs/throttler';
import { Buckets } from '#api/platform/rate-limit';
import { DevicesModule } from '#api/sessions/devices';
import { Admission } from './admission.service.js';
import type { Scope } from './class-limit.js';
import { BadCredentials, NetworkLimits } from './network-limits.service.js';
import { PostAuthRateLimitGuard } from './post-auth-rate-limit.guard.js';
import { LoginLimits } from './login-limits.service.js';
import { RateLimitKeys } from './rate-limit-keys.service.js';
import { rateClassOf, Rates, SCOPES } from './rates.service.js';
import { ShownSecrets } from './shown-secrets.service.js';

const parts = [
  Rates,
  Buckets,
  RateLimitKeys,
  Admission,
  BadCredentials,
  LoginLimits,
  NetworkLimits,
  PostAuthRateLimitGuard,
  ShownSecrets,
];

/** Rate limits by business rule: whom a request counts against, at which rate, and what its caller is told. */
@Module({ imports: [DevicesModule], providers: parts, exports: parts })
export class LimitsModule {}

function throttlers(rates: Rates, storage: Buckets): ThrottlerModuleOptions {
  const rateOf = (context: ExecutionContext, scope: Scope) =>
    rates.find(rateClassOf(context), scope);
  return {
    storage,
    throttlers: SCOPES.map((name) => ({
      name,
      limit: (context) => rateOf(context, name)?.limit ?? 0,
      ttl: (context) => (rateOf(context, name)?.windowSeconds ?? 0) * 1000,
    })),
    skipIf: () => !rates.isEnabled,
  };
}

/** `@nestjs/throttler` with these limits, for the guard that it is the base of. */
export const LimitsThrottlerModule = ThrottlerModule.forRootAsync({
  imports: [LimitsModule],
  useFactory: throttlers,
  inject: [Rates, Buckets],
});
