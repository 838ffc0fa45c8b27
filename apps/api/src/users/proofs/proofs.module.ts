import { Global, Module } from '@nestjs/common';
import { IdentitiesModule } from '#api/users/identities';
import { UsersModule } from '#api/users';
import { FreshProofs } from './fresh-proofs.service.js';
import { FreshProofsPurge } from './fresh-proofs-purge.service.js';
import { FreshProofsStore } from './fresh-proofs.store.js';
import { ProofWays } from './proof-ways.service.js';
import { ProofsNotice } from './proofs-notice.service.js';

/** Fresh proofs, for the rooms whose acts want one. They are made in the rooms that know passwords and providers. */
@Global()
@Module({
  imports: [IdentitiesModule, UsersModule],
  providers: [FreshProofsStore, FreshProofs, ProofWays, FreshProofsPurge, ProofsNotice],
  exports: [FreshProofs, FreshProofsPurge, ProofWays],
})
export class ProofsModule {}
