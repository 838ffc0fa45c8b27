import { Module } from '@nestjs/common';
import { StatisticsModule } from '#api/audit/statistics';
import { AuditModule } from '#api/audit';
import { ChangesModule } from '#api/platform/changes';
import { RbacModule } from '#api/rbac';
import { ServicesModule } from '#api/services';
import { SessionsModule } from '#api/sessions';
import { SigningKeysModule } from '#api/signing-keys';
import { ProofsModule } from '#api/users/proofs';
import { AppTokenAuthentication } from './app-token-authentication.service.js';
import { AppTokensController } from './app-tokens.controller.js';
import { AppTokensPersonalData } from './app-tokens.personal-data.js';
import { AppTokens } from './app-tokens.service.js';
import { AppTokensStore } from './app-tokens.store.js';
import { CallerGrantReplay, MintingReplay } from './minting-replay.service.js';
import { CallersController } from './callers/callers.controller.js';
import { Callers } from './callers/callers.service.js';
import { DeclaredScopes } from './callers/declared-scopes.service.js';
import { ServiceCallersStore } from './callers/service-callers.store.js';
import { Standings } from './callers/standings.service.js';
import { MintingRights } from './minting-rights.service.js';
import { TokenLookUps } from './token-look-ups.service.js';
import { TokenMinting } from './token-minting.service.js';
import { TokenUsageController } from './token-usage.controller.js';
import { TokenUsage } from './token-usage.service.js';
import { TokenUsageStore } from './token-usage.store.js';
import { TokenIntrospection } from './validation/introspection.service.js';
import { RelayedTokens } from './validation/relayed-tokens.service.js';
import { TokenValidator } from './validation/token-validator.service.js';
import { ValidationController } from './validation/validation.controller.js';

/** Application tokens: minted for services, validated on every call between them. */
@Module({
  imports: [
    StatisticsModule,
    AuditModule,
    ChangesModule,
    ProofsModule,
    RbacModule,
    ServicesModule,
    SessionsModule,
    SigningKeysModule,
  ],
  controllers: [ValidationController, TokenUsageController, AppTokensController, CallersController],
  providers: [
    AppTokenAuthentication,
    AppTokens,
    AppTokensPersonalData,
    AppTokensStore,
    CallerGrantReplay,
    Callers,
    DeclaredScopes,
    MintingReplay,
    MintingRights,
    RelayedTokens,
    ServiceCallersStore,
    Standings,
    TokenIntrospection,
    TokenLookUps,
    TokenMinting,
    TokenUsage,
    TokenUsageStore,
    TokenValidator,
  ],
  exports: [
    AppTokenAuthentication,
    AppTokens,
    Callers,
    DeclaredScopes,
    RelayedTokens,
    TokenValidator,
  ],
})
export class AppTokensModule {}
