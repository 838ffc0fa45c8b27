import { Module } from '@nestjs/common';
import { UsersPersonalData } from './users.personal-data.js';
import { UsersCleanup } from './users.cleanup.js';
import { AddressChanges } from './address-changes.service.js';
import { AddressChangesStore } from './address-changes.store.js';
import { ConfirmedAddresses } from './confirmed-addresses.service.js';
import { OneTimeTokens } from './one-time-tokens.service.js';
import { OneTimeTokensStore } from './one-time-tokens.store.js';
import { PendingRegistrations } from './pending-registrations.service.js';
import { PendingRegistrationsStore } from './pending-registrations.store.js';
import { Users } from './users.service.js';
import { UsersStore } from './users.store.js';

/** Accounts, their mailed tokens and pending registrations. */
@Module({
  providers: [
    ConfirmedAddresses,
    Users,
    UsersStore,
    OneTimeTokensStore,
    OneTimeTokens,
    AddressChanges,
    AddressChangesStore,
    UsersCleanup,
    UsersPersonalData,
    PendingRegistrations,
    PendingRegistrationsStore,
  ],
  exports: [Users, AddressChanges, ConfirmedAddresses, OneTimeTokens, PendingRegistrations],
})
export class UsersModule {}
