import { Global, Module, type ExecutionContext } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { ThrottlerModule, type ThrottlerModuleOptions } from '@nestjs/throttler';
import { AccountLimitPort, RefusedCredentialPort } from '#libs/access';
import { Admission } from './admission.service.js';
import { PreAuthRateLimitGuard } from './pre-auth-rate-limit.guard.js';
import { BadCredentials } from './bad-credentials.service.js';
import { Buckets } from '#api/platform/rate-limit';
import { DevicesModule } from '#api/sessions/devices';
import { PostAuthRateLimitGuard } from './post-auth-rate-limit.guard.js';
import { CallerLimits } from './caller-limits.service.js';
import { rateClassOf } from './rate-class.js';
import { NetworkLimits } from './network-limits.service.js';
import { Rates, type Scope } from './rates.service.js';
import { ShownSecretsInterceptor } from './shown-secrets.interceptor.js';
import { LoginLimitBypass } from './login-limit-bypass.service.js';
import { RateLimitKeys } from './rate-limit-keys.service.js';

const SCOPES: readonly Scope[] = ['address', 'account', 'credential'];

const parts = [
  Rates,
  Buckets,
  RateLimitKeys,
  Admission,
  CallerLimits,
  BadCredentials,
  LoginLimitBypass,
  NetworkLimits,
];

@Global()
@Module({
  imports: [DevicesModule],
  providers: [
    ...parts,
    { provide: AccountLimitPort, useExisting: LoginLimitBypass },
    { provide: RefusedCredentialPort, useExisting: BadCredentials },
  ],
  exports: [...parts, AccountLimitPort, RefusedCredentialPort],
})
class LimitsPartsModule {}

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

/** The limits that need not know who is calling. Its guard must come before that of access: import it first. */
@Module({
  imports: [
    LimitsPartsModule,
    ThrottlerModule.forRootAsync({
      imports: [LimitsPartsModule],
      useFactory: throttlers,
      inject: [Rates, Buckets],
    }),
  ],
  providers: [{ provide: APP_GUARD, useClass: PreAuthRateLimitGuard }],
})
export class PreAuthRateLimitModule {}

/** The limits of who was found to be calling, and of secrets that are no good. Its guard must come after that of access: import it last. */
@Module({
  imports: [LimitsPartsModule],
  providers: [
    { provide: APP_GUARD, useClass: PostAuthRateLimitGuard },
    { provide: APP_INTERCEPTOR, useClass: ShownSecretsInterceptor },
  ],
})
export class PostAuthRateLimitModule {}
