import { Module } from '@nestjs/common';
import { IdentitiesStore } from './identities.store.js';

/**
 * Who is whom at which provider. Apart from the room that signs people in by providers, because whoever gets
 * an account back (by a reset, a confirmed address, the configuration) must be able to remove these ways in.
 */
@Module({ providers: [IdentitiesStore], exports: [IdentitiesStore] })
export class IdentitiesModule {}
