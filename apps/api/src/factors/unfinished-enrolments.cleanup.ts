import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { FactorsStore } from './factors.store.js';

/** How long an enrolment may be finished. */
export const ENROLMENT_SECONDS = 600;
/** Longer than the clocks of instances may differ. */
const KEPT_LONGER_SECONDS = 3600;

/** Deletes enrolments that were not finished in time. */
@Injectable()
export class UnfinishedEnrolmentsCleanup {
  constructor(cleanups: Cleanups, database: Database, store: FactorsStore, clock: Clock) {
    const keptMs = (ENROLMENT_SECONDS + KEPT_LONGER_SECONDS) * 1000;
    cleanups.declare('factors.purge', {
      everySeconds: 600,
      mostRows: 1000,
      steps: {
        'factors.purge': (limit) =>
          store.deleteUnfinished(database.pool, new Date(clock.nowMs() - keptMs), limit),
      },
    });
  }
}
