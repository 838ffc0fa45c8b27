import { Module } from '@nestjs/common';
import { UsersCleanup } from './users.cleanup.js';
import { OneTimeTokensService } from './one-time-tokens.service.js';
import { OneTimeTokensStore } from './one-time-tokens.store.js';
import { PendingRegistrations } from './pending-registrations.service.js';
import { PendingRegistrationsStore } from './pending-registrations.store.js';
import { UsersStore } from './users.store.js';

/** Accounts, their mailed tokens and the registrations that wait, for the rooms that have the endpoints. */
@Module({
  providers: [
    UsersStore,
    OneTimeTokensStore,
    OneTimeTokensService,
    UsersCleanup,
    PendingRegistrations,
    PendingRegistrationsStore,
  ],
  exports: [UsersStore, OneTimeTokensService, PendingRegistrations],
})
export class UsersModule {}
