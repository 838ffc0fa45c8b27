import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { Database } from '#libs/database';
import { AddressChanges } from './address-changes.service.js';
import { OneTimeTokens } from './one-time-tokens.service.js';
import { PendingRegistrations } from './pending-registrations.service.js';

/** Deletes mailed tokens, pending registrations and changes of addresses that have expired. */
@Injectable()
export class UsersCleanup {
  constructor(
    cleanups: Cleanups,
    database: Database,
    tokens: OneTimeTokens,
    registrations: PendingRegistrations,
    addressChanges: AddressChanges,
  ) {
    cleanups.declare('users.purge', {
      everySeconds: 600,
      mostRows: 1000,
      steps: {
        'one_time_tokens.purge': (limit) => tokens.purgeExpired(database.pool, limit),
        'pending_registrations.purge': (limit) => registrations.purgeExpired(database.pool, limit),
        'address_changes.purge': (limit) => addressChanges.purgeExpired(database.pool, limit),
      },
    });
  }
}
