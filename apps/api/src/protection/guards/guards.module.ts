import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AppTokensModule } from '#api/app-tokens';
import { CaptchaGuard, CaptchaModule } from '#api/protection/challenges';
import {
  ArrivalLimits,
  LimitsModule,
  LimitsThrottlerModule,
  LoginLimitBypass,
  PreAuthRateLimitGuard,
  SolvedChallenges,
} from '#api/protection/limits';
import { RbacModule } from '#api/rbac';
import { SessionsModule } from '#api/sessions';
import { ChangesModule } from '#api/platform/changes';
import { AccessGuard } from './access.guard.js';
import { GuardChain } from './guard-chain.js';
import { Preparation } from './preparation.service.js';
import { RoutePlans } from './route-plans.service.js';

/** The global guard, and what prepares requests for it. */
@Module({
  imports: [
    AppTokensModule,
    CaptchaModule,
    ChangesModule,
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
    GuardChain,
    Preparation,
    RoutePlans,
    { provide: APP_GUARD, useExisting: GuardChain },
  ],
})
export class GuardsModule {}
