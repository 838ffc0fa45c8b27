import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { SessionUpkeepStore } from './session-upkeep.store.js';

const EVERY_MS = 600_000;
const BATCH = 1000;
/** For so long the token of an ended session is still told from one that never was. */
const KEEP_MS = 7 * 24 * 3_600_000;

/** Deletes sessions that ended a week ago. Every instance does it; they leave each other's rows alone. */
@Injectable()
export class SessionPurge implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(SessionPurge.name);
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly store: SessionUpkeepStore,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.purge(), EVERY_MS).unref();
  }

  beforeApplicationShutdown(): void {
    this.isStopping = true;
    clearInterval(this.timer);
  }

  /** Answers how many were deleted; never rejects. */
  async purge(): Promise<number> {
    const before = new Date(this.clock.nowMs() - KEEP_MS);
    try {
      const ended = await this.inBatches((tx) => this.store.deleteEnded(tx, before, BATCH));
      const expired = await this.inBatches((tx) => this.store.deleteExpired(tx, before, BATCH));
      return ended + expired;
    } catch (error) {
      this.log.warn(`Old sessions could not be deleted: ${String(error)}`);
      return 0;
    }
  }

  private async inBatches(deleteSome: (tx: Tx) => Promise<number>): Promise<number> {
    let total = 0;
    for (let last = BATCH; last === BATCH && !this.isStopping; total += last) {
      last = await deleteSome(this.database.pool);
    }
    return total;
  }
}
