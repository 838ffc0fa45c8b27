import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { PacedBatches } from '#libs/upkeep';
import { SessionCleanupStore } from './session-cleanup.store.js';
import { SessionCountsStore } from './session-counts.store.js';

const SWEEP_EVERY_MS = 10_000;
const PURGE_EVERY_MS = 600_000;
/** No clock of another instance is as late: what has expired here has expired there. */
const SETTLED_MS = 60_000;
/** For so long the token of an ended session is still told from one that never was. */
const KEEP_MS = 7 * 24 * 3_600_000;
const MOST_ENDED = 1000;
const MOST_FOLDED = 5000;
const MOST_DELETED = 1000;

/**
 * Ends sessions that have expired and adds up the kept numbers, so that counting the live ones takes no time; deletes those
 * that ended a week ago. Several instances share the work.
 */
@Injectable()
export class SessionsCleanup implements OnApplicationBootstrap {
  private readonly log = new Logger('Sessions');

  constructor(
    private readonly database: Database,
    private readonly sessions: SessionCleanupStore,
    private readonly counts: SessionCountsStore,
    private readonly batches: PacedBatches,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.batches.every(SWEEP_EVERY_MS, () => this.sweep());
    this.batches.every(PURGE_EVERY_MS, () => this.purge());
  }

  /** Ends what has expired. Never rejects. */
  async sweep(): Promise<void> {
    const { pool } = this.database;
    const before = new Date(this.clock.nowMs() - SETTLED_MS);
    try {
      await this.batches.run({
        name: 'sessions.end_expired',
        mostRows: MOST_ENDED,
        batch: (limit) => this.sessions.endExpired(pool, before, limit),
      });
      await this.batches.run({
        name: 'sessions.fold_counts',
        mostRows: MOST_FOLDED,
        batch: (limit) => this.counts.fold(pool, limit),
      });
    } catch (error) {
      this.log.warn(`Expired sessions could not be ended: ${String(error)}`);
    }
  }

  /** Answers how many were deleted; never rejects. */
  async purge(): Promise<number> {
    const before = new Date(this.clock.nowMs() - KEEP_MS);
    try {
      return await this.batches.run({
        name: 'sessions.purge',
        mostRows: MOST_DELETED,
        batch: (limit) => this.sessions.deleteEnded(this.database.pool, before, limit),
      });
    } catch (error) {
      this.log.warn(`Old sessions could not be deleted: ${String(error)}`);
      return 0;
    }
  }
}
