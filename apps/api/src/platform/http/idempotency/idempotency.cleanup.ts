import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { Database } from '#libs/database';
import { IdempotencyStore } from './idempotency.store.js';

/** Deletes keys that have expired. */
@Injectable()
export class IdempotencyCleanup {
  constructor(cleanups: Cleanups, database: Database, store: IdempotencyStore) {
    cleanups.declare('idempotency_keys.purge', {
      everySeconds: 600,
      mostRows: 1000,
      steps: { 'idempotency_keys.purge': (limit) => store.purge(database.pool, limit) },
    });
  }
}
