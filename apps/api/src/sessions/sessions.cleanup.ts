import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { SessionCleanupStore } from './session-cleanup.store.js';
import { SessionCountsStore } from './session-counts.store.js';

/** More than the difference between the instances' clocks: what has expired here has expired there. */
const SETTLED_MS = 60_000;
/** For so long the tokens of an ended session are refused as such, and not as unknown. */
const KEEP_MS = 7 * 24 * 3_600_000;

/**
 * Ends sessions that have expired and adds up the kept numbers, so that live sessions are counted quickly; deletes sessions
 * that ended a week ago.
 */
@Injectable()
export class SessionsCleanup {
  constructor(
    cleanups: Cleanups,
    database: Database,
    sessions: SessionCleanupStore,
    counts: SessionCountsStore,
    clock: Clock,
  ) {
    const before = (ageMs: number) => new Date(clock.nowMs() - ageMs);
    // More than `limit` that are due make `limit` of both together: the next batch goes on.
    const settle = async (limit: number) => {
      const due = before(SETTLED_MS);
      const postponed = await sessions.postpone(database.pool, due, limit);
      return Math.min(limit, postponed + (await sessions.endExpired(database.pool, due, limit)));
    };
    cleanups.declare('sessions.end_expired', {
      everySeconds: 10,
      mostRows: 1000,
      steps: {
        'sessions.end_expired': settle,
      },
    });
    cleanups.declare('sessions.fold_counts', {
      everySeconds: 10,
      mostRows: 5000,
      steps: { 'sessions.fold_counts': (limit) => counts.fold(database.pool, limit) },
    });
    cleanups.declare('sessions.purge', {
      everySeconds: 600,
      mostRows: 1000,
      steps: {
        'sessions.purge': (limit) => sessions.deleteEnded(database.pool, before(KEEP_MS), limit),
      },
    });
  }
}
