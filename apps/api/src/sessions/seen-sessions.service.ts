import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { PacedBatches } from '#libs/cleanup';
import { Activity } from '#api/audit/statistics';
import { SessionCleanupStore } from './session-cleanup.store.js';

const FLUSH_EVERY_MS = 15_000;
/** A session that was seen less than this after the stored moment is not written again. */
const COARSE_SECONDS = 60;
/** Sessions that wait to be written at most; any other is noted at a later request. */
const MAX_PENDING = 20_000;
const MOST_ROWS = 1000;

/** Notes when sessions were last seen: in memory at each request, in PostgreSQL in batches. */
@Injectable()
export class SeenSessions implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(SeenSessions.name);
  private readonly pending = new Map<string, Date>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly store: SessionCleanupStore,
    private readonly clock: Clock,
    private readonly activity: Activity,
    private readonly batches: PacedBatches,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.flush(), FLUSH_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.quietly(async () => {
      while ((await this.write(MOST_ROWS)) > 0);
    });
  }

  note(sessionId: string, userId: string): void {
    this.activity.note(sessionId, userId);
    if (this.pending.size < MAX_PENDING || this.pending.has(sessionId)) {
      this.pending.set(sessionId, this.clock.now());
    }
  }

  /** Never rejects: a moment that cannot be written is lost. */
  async flush(): Promise<void> {
    const batch = (limit: number) => this.write(limit);
    await this.quietly(() =>
      this.batches.run({ name: 'sessions.touch', mostRows: MOST_ROWS, isOwn: true, batch }),
    );
  }

  /** Writes those that wait longest; answers how many. */
  private async write(limit: number): Promise<number> {
    const seen = new Map([...this.pending].slice(0, limit));
    if (seen.size === 0) return 0;
    for (const id of seen.keys()) this.pending.delete(id);
    await this.store.touch(this.database.pool, seen, COARSE_SECONDS);
    return seen.size;
  }

  private async quietly(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.log.debug(`When sessions were last seen could not be written: ${String(error)}`);
    }
  }
}
