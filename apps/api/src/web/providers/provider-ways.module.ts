import { Module } from '@nestjs/common';
import { OAuthModule } from '#api/oauth';
import { ProofsModule } from '#api/users/proofs';
import { PageFoundationModule } from '../page-foundation.module.js';
import { ProviderProofWays } from './provider-proof-ways.service.js';
import { ProviderWays } from './provider-ways.service.js';

/** The links to the providers, for the pages to sign in and to make a fresh proof. */
@Module({
  imports: [OAuthModule, PageFoundationModule, ProofsModule],
  providers: [ProviderProofWays, ProviderWays],
  exports: [ProviderProofWays, ProviderWays],
})
export class ProviderWaysModule {}
