import { Module } from '@nestjs/common';
import { OneTimeTokenPurge } from './one-time-token-purge.service.js';
import { OneTimeTokensService } from './one-time-tokens.service.js';
import { OneTimeTokensStore } from './one-time-tokens.store.js';
import { UsersStore } from './users.store.js';

/** Accounts and their mailed tokens, for the rooms that have the endpoints. */
@Module({
  providers: [UsersStore, OneTimeTokensStore, OneTimeTokensService, OneTimeTokenPurge],
  exports: [UsersStore, OneTimeTokensService],
})
export class UsersModule {}
