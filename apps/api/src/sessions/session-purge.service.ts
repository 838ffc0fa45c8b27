import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { PacedBatches } from '#libs/cleanup';
import { SessionUpkeepStore } from './session-upkeep.store.js';

const EVERY_MS = 600_000;
const MOST_ROWS = 1000;
/** For so long the token of an ended session is still told from one that never was. */
const KEEP_MS = 7 * 24 * 3_600_000;

/** Deletes sessions that ended a week ago. Several instances share the work. */
@Injectable()
export class SessionPurge implements OnApplicationBootstrap {
  private readonly log = new Logger(SessionPurge.name);

  constructor(
    private readonly database: Database,
    private readonly store: SessionUpkeepStore,
    private readonly batches: PacedBatches,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.batches.every(EVERY_MS, () => this.purge());
  }

  /** Answers how many were deleted; never rejects. */
  async purge(): Promise<number> {
    const before = new Date(this.clock.nowMs() - KEEP_MS);
    try {
      return await this.batches.run({
        name: 'sessions.purge',
        mostRows: MOST_ROWS,
        batch: (limit) => this.store.deleteEnded(this.database.pool, before, limit),
      });
    } catch (error) {
      this.log.warn(`Old sessions could not be deleted: ${String(error)}`);
      return 0;
    }
  }
}
