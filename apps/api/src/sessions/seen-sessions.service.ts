import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Activity } from '#api/statistics';
import { SessionUpkeepStore } from './session-upkeep.store.js';

const FLUSH_EVERY_MS = 15_000;
/** Two sightings closer than this are one. */
const COARSE_SECONDS = 60;
/** What one flush takes at most; in a storm the rest is noted with its next request. */
const MAX_PENDING = 20_000;

/** Notes when sessions were last seen: in memory at each request, in PostgreSQL now and then, many at once. */
@Injectable()
export class SeenSessions implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(SeenSessions.name);
  private pending = new Map<string, Date>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly store: SessionUpkeepStore,
    private readonly clock: Clock,
    private readonly activity: Activity,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.flush(), FLUSH_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  note(sessionId: string, userId: string): void {
    this.activity.note(sessionId, userId);
    if (this.pending.size < MAX_PENDING || this.pending.has(sessionId)) {
      this.pending.set(sessionId, this.clock.now());
    }
  }

  /** Never rejects: what cannot be written now is not worth a failure. */
  async flush(): Promise<void> {
    if (this.pending.size === 0) return;
    const seen = this.pending;
    this.pending = new Map();
    try {
      await this.store.touch(this.database.pool, seen, COARSE_SECONDS);
    } catch (error) {
      this.log.debug(`When sessions were last seen could not be written: ${String(error)}`);
    }
  }
}
