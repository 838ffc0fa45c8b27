import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { AppTokenPort } from '#libs/access';
import { SigningKeysModule } from '#api/signing-keys';
import { RbacPermissionPort } from '#api/rbac';
import { ServicesModule } from '#api/services';
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
import { TokenIntrospection } from './validation/introspection.service.js';
import { RelayedTokens } from './validation/relayed-tokens.service.js';
import { TokenValidator } from './validation/token-validator.service.js';
import { ValidationController } from './validation/validation.controller.js';
import { TokenLookUps } from './token-look-ups.service.js';
import { TokenListing } from './token-listing.service.js';
import { TokenStates } from './token-states.service.js';
import { TokenUsageController } from './token-usage.controller.js';
import { TokenUsage } from './token-usage.service.js';
import { TokenUsageStore } from './token-usage.store.js';

/** Application tokens: minted for services, validated on every call between them. */
@Global()
@Module({
  imports: [SigningKeysModule, ServicesModule],
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
    TokenValidator,
    AppTokens,
    MintedTokens,
    TokenListing,
    TokenStates,
    TokenLookUps,
    TokenUsage,
    TokenIntrospection,
    RelayedTokens,
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
    TokenValidator,
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
