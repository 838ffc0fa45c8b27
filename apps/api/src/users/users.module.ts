import { Module } from '@nestjs/common';
import { UsersCleanup } from './users.cleanup.js';
import { OneTimeTokens } from './one-time-tokens.service.js';
import { OneTimeTokensStore } from './one-time-tokens.store.js';
import { PendingRegistrations } from './pending-registrations.service.js';
import { PendingRegistrationsStore } from './pending-registrations.store.js';
import { Users } from './users.service.js';
import { UsersStore } from './users.store.js';

/** Accounts, their mailed tokens and pending registrations. */
@Module({
  providers: [
    Users,
    UsersStore,
    OneTimeTokensStore,
    OneTimeTokens,
    UsersCleanup,
    PendingRegistrations,
    PendingRegistrationsStore,
  ],
  exports: [Users, OneTimeTokens, PendingRegistrations],
})
export class UsersModule {}
