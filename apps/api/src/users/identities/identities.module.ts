import { Module } from '@nestjs/common';
import { IdentitiesStore } from './identities.store.js';
import { IdentitiesPersonalData } from './identities.personal-data.js';
import { LinkedIdentities } from './linked-identities.service.js';

/**
 * Which identities at providers are linked to which account. Apart from the sign-in by providers, because what gives an
 * account back to its owner (a reset, a confirmed address, the configuration) must be able to remove them.
 */
@Module({
  providers: [IdentitiesStore, IdentitiesPersonalData, LinkedIdentities],
  exports: [LinkedIdentities],
})
export class IdentitiesModule {}
