import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { PacedBatches } from '#libs/cleanup';
import { SessionCountsStore } from './session-counts.store.js';
import { SessionUpkeepStore } from './session-upkeep.store.js';

const EVERY_MS = 10_000;
/** No clock of another instance is as late: what is over here is over there. */
const SETTLED_MS = 60_000;
const MOST_ENDED = 1000;
const MOST_FOLDED = 5000;

/** Ends what has expired and adds up the kept numbers, so that counting the live ones takes no time. */
@Injectable()
export class SessionSweep implements OnApplicationBootstrap {
  private readonly log = new Logger('Sessions');

  constructor(
    private readonly database: Database,
    private readonly sessions: SessionUpkeepStore,
    private readonly counts: SessionCountsStore,
    private readonly batches: PacedBatches,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.batches.every(EVERY_MS, () => this.sweep());
  }

  /** Never rejects. */
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
}
