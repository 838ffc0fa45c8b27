import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { AppTokensModule } from '#api/app-tokens';
import { CaptchaGuard, CaptchaModule } from '#api/protection/challenges';
import {
  ArrivalLimits,
  LimitsModule,
  LimitsThrottlerModule,
  LoginLimitBypass,
  PostAuthRateLimitGuard,
  PreAuthRateLimitGuard,
  ShownSecretsInterceptor,
  SolvedChallenges,
} from '#api/protection/limits';
import { RbacModule } from '#api/rbac';
import { SessionsModule } from '#api/sessions';
import { AccessGuard } from './access.guard.js';

/** What every request passes before its handler, in this order. */
const GUARDS = [PreAuthRateLimitGuard, CaptchaGuard, AccessGuard, PostAuthRateLimitGuard];

/** The global guards, and the interceptor that counts refresh tokens, mailed tokens and codes which were refused. */
@Module({
  imports: [
    AppTokensModule,
    CaptchaModule,
    LimitsModule,
    LimitsThrottlerModule,
    RbacModule,
    SessionsModule,
  ],
  providers: [
    AccessGuard,
    ArrivalLimits,
    LoginLimitBypass,
    PreAuthRateLimitGuard,
    { provide: SolvedChallenges, useExisting: CaptchaGuard },
    ...GUARDS.map((guard) => ({ provide: APP_GUARD, useExisting: guard })),
    { provide: APP_INTERCEPTOR, useExisting: ShownSecretsInterceptor },
  ],
})
export class GuardsModule {}
