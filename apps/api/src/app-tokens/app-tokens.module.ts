import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { AppTokenPort } from '#libs/access';
import { KeysModule } from '#api/signing-keys';
import { RbacPermissionPort } from '#api/rbac';
import { ServicesModule } from '#api/services';
import { ProofsModule } from '#api/users/proofs';
import { AllTokenUsageController } from './all-token-usage.controller.js';
import { AppTokenAuthentication } from './app-token-port.service.js';
import { AppTokensController } from './app-tokens.controller.js';
import { AppTokens } from './app-tokens.service.js';
import { AppTokensStore } from './app-tokens.store.js';
import { MintingReplay } from './minting-replay.service.js';
import { CallerGrantReplay } from './callers/caller-grant-replay.service.js';
import { CallersController } from './callers/callers.controller.js';
import { Callers } from './callers/callers.service.js';
import { DeclaredScopes } from './callers/declared-scopes.service.js';
import { ServiceCallersStore } from './callers/service-callers.store.js';
import { Standings } from './callers/standings.service.js';
import { MintingProof } from './minting-proof.service.js';
import { MintingRights } from './minting-rights.service.js';
import { MintedTokens } from './minted-tokens.service.js';
import { TokenIntrospection } from './introspection.service.js';
import { RelayedTokens } from './relayed-tokens.service.js';
import { TokenLookUps } from './token-look-ups.service.js';
import { TokenListing } from './token-listing.service.js';
import { TokenStates } from './token-states.service.js';
import { TokenUsageController } from './token-usage.controller.js';
import { TokenUsage } from './token-usage.service.js';
import { TokenUsageStore } from './token-usage.store.js';
import { ValidationAnswers } from './validation-answers.service.js';
import { ValidationController } from './validation.controller.js';
import { ValidationRecall } from './validation-recall.service.js';

/** Application tokens: minted for services, validated on every call between them. */
@Global()
@Module({
  imports: [KeysModule, ProofsModule, ServicesModule],
  controllers: [
    ValidationController,
    TokenUsageController,
    AllTokenUsageController,
    AppTokensController,
    CallersController,
  ],
  providers: [
    AppTokensStore,
    TokenUsageStore,
    MintingRights,
    MintingProof,
    MintingReplay,
    ServiceCallersStore,
    Callers,
    CallerGrantReplay,
    DeclaredScopes,
    Standings,
    ValidationAnswers,
    AppTokens,
    MintedTokens,
    TokenListing,
    TokenStates,
    TokenLookUps,
    TokenUsage,
    TokenIntrospection,
    RelayedTokens,
    ValidationRecall,
    AppTokenAuthentication,
    { provide: AppTokenPort, useExisting: AppTokenAuthentication },
  ],
  exports: [
    AppTokenPort,
    AppTokenAuthentication,
    Callers,
    DeclaredScopes,
    MintedTokens,
    RelayedTokens,
    TokenUsage,
    ValidationRecall,
  ],
})
export class AppTokensModule implements OnModuleInit {
  constructor(
    private readonly permissions: RbacPermissionPort,
    private readonly listing: TokenListing,
  ) {}

  onModuleInit(): void {
    this.permissions.useTokens(this.listing);
  }
}
