import { Module } from '@nestjs/common';
import { IdentitiesModule } from '#api/users/identities';
import { UsersModule } from '#api/users';
import { FreshProofs } from './fresh-proofs.service.js';
import { FreshProofsCleanup } from './fresh-proofs.cleanup.js';
import { FreshProofsStore } from './fresh-proofs.store.js';
import { ProofMethods } from './proof-methods.service.js';
import { ProofsNotice } from './proofs-notice.service.js';

/** Fresh proofs, for features whose acts require one. `auth` makes them by passwords, `oauth` by providers. */
@Module({
  imports: [IdentitiesModule, UsersModule],
  providers: [FreshProofsStore, FreshProofs, ProofMethods, FreshProofsCleanup, ProofsNotice],
  exports: [FreshProofs, FreshProofsCleanup, ProofMethods],
})
export class ProofsModule {}
