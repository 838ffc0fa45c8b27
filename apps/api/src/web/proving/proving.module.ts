import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { AccountShellModule } from '../account/account-shell.module.js';
import { PageFoundationModule } from '../page-foundation.module.js';
import { ProviderWaysModule } from '../providers/provider-ways.module.js';
import { OfferedProofs } from './offered-proofs.service.js';
import { ProveController } from './prove.controller.js';

/** The page for fresh proofs. */
@Module({
  imports: [AccountShellModule, AuthModule, PageFoundationModule, ProviderWaysModule],
  controllers: [ProveController],
  providers: [OfferedProofs],
})
export class ProvingPagesModule {}
