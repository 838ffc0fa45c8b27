import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { Database } from '#libs/database';
import { ChangeLogStore } from './change-log.store.js';
import { KeptChanges } from './kept-changes.service.js';

const MOST_ROWS = 5_000;
/** Longer than any cache entry is used and than any transaction runs. */
const SETTLED_SECONDS = 600;

/** Deletes rows of the change log that no reader needs any more. Any number of instances may run it at once. */
@Injectable()
export class ChangeLogCleanup {
  constructor(cleanups: Cleanups, database: Database, store: ChangeLogStore, kept: KeptChanges) {
    cleanups.declare('change_log.settle', {
      everySeconds: 60,
      mostRows: MOST_ROWS,
      steps: {
        'change_log.settle': (limit) =>
          store.settleUnannounced(database.pool, SETTLED_SECONDS, limit),
      },
    });
    cleanups.declare('change_log.purge', {
      everySeconds: 600,
      // A restored database may contain the log of another server.
      isDueAtStart: true,
      mostRows: MOST_ROWS,
      steps: {
        'change_log.forget_foreign': (limit) => store.deleteForeign(database.pool, limit),
        'change_log.purge': async (limit) =>
          store.deleteOlderThan(database.pool, await kept.days(), limit),
      },
    });
  }
}
