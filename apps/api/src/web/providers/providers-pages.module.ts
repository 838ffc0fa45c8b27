import { Module } from '@nestjs/common';
import { OAuthModule } from '#api/oauth';
import { LimitsModule } from '#api/protection/limits';
import { AccountShellModule } from '../account/account-shell.module.js';
import { PageFoundationModule } from '../page-foundation.module.js';
import { ArrivedActs } from './arrived-acts.service.js';
import { ArrivedSignIns } from './arrived-sign-ins.service.js';
import { IdentitiesPageController } from './identities.controller.js';
import { LinkAccountController } from './link-account.controller.js';
import { LinkIdentityController } from './link-identity.controller.js';
import { ProveWithController } from './prove-with.controller.js';
import { ProviderProblems } from './provider-problems.service.js';
import { ProviderSignInController } from './provider-sign-in.controller.js';
import { ProviderWaysModule } from './provider-ways.module.js';
import { UnlinkIdentityController } from './unlink-identity.controller.js';

/** Sign-in by providers, and linked identities. */
@Module({
  imports: [
    AccountShellModule,
    LimitsModule,
    OAuthModule,
    PageFoundationModule,
    ProviderWaysModule,
  ],
  providers: [ArrivedActs, ArrivedSignIns, ProviderProblems],
  controllers: [
    IdentitiesPageController,
    LinkAccountController,
    LinkIdentityController,
    ProveWithController,
    ProviderSignInController,
    UnlinkIdentityController,
  ],
})
export class ProviderPagesModule {}
