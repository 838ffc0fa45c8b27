import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { lastDays } from './daily-counts.service.js';
import { StatisticsStore } from './statistics.store.js';

/** Long enough for counts that are a day late, because the database was away, to find what was counted already. */
const ACTIVITY_DAYS = 3;
/** Reports cover up to a year. */
const COUNT_DAYS = 400;

/** Folds new accounts into the daily counts, and deletes old rows. */
@Injectable()
export class StatisticsCleanup {
  constructor(cleanups: Cleanups, database: Database, store: StatisticsStore, clock: Clock) {
    const firstOf = (days: number) => lastDays(clock.nowMs(), days)[0] ?? '';
    cleanups.declare('statistics.fold', {
      everySeconds: 60,
      mostRows: 5000,
      steps: {
        'new_accounts.fold': (limit) => store.foldNewAccounts(database.pool, limit),
        'active_sessions.forget': (limit) =>
          store.forgetActiveSessions(database.pool, firstOf(ACTIVITY_DAYS), limit),
        'active_users.forget': (limit) =>
          store.forgetActiveUsers(database.pool, firstOf(ACTIVITY_DAYS), limit),
        'daily_statistics.forget': (limit) =>
          store.forgetCounts(database.pool, firstOf(COUNT_DAYS), limit),
      },
    });
  }
}
