import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock, inTime } from '#libs/kernel';
import { ChangeLogStore } from '../change-log.store.js';
import type { LogProof } from '../cache/database-trouble.js';

/** Younger rows are still being announced by the instance that wrote them. */
const YOUNG_SECONDS = 1;
const LOOK_AGAIN_MS = 400;
/** How long a caller of `renew` waits for the look-up. */
const PATIENCE_MS = 250;
/**
 * Together with `YOUNG_SECONDS` shorter than the life of a cache entry, so that the published limits for a split also
 * hold here.
 */
const HOLDS_MS = 1_500;

/**
 * Proves that the markers of every committed change are written: the log has no row that is not announced. As long as
 * this holds, an entry with unchanged markers is valid at any age. Reads the log only when it is asked to.
 */
@Injectable()
export class AnnouncementProof implements LogProof {
  private provedAtMs = -Infinity;
  private lookedAtMs = -Infinity;
  private looking: Promise<void> | null = null;

  constructor(
    private readonly database: Database,
    private readonly store: ChangeLogStore,
    private readonly clock: Clock,
  ) {}

  /** Starts another look-up when the last one is older than `LOOK_AGAIN_MS`. */
  get isFresh(): boolean {
    void this.refresh();
    return this.clock.monotonicMs() - this.provedAtMs < HOLDS_MS;
  }

  async renew(): Promise<void> {
    await inTime(this.refresh(), PATIENCE_MS, () => undefined);
  }

  private refresh(): Promise<void> {
    if (this.looking) return this.looking;
    const now = this.clock.monotonicMs();
    if (now - this.lookedAtMs < LOOK_AGAIN_MS) return Promise.resolve();
    this.lookedAtMs = now;
    this.looking = this.look(now).finally(() => (this.looking = null));
    return this.looking;
  }

  /** Never throws. A failed look-up proves nothing; the last proof expires by its age. */
  private async look(now: number): Promise<void> {
    try {
      const isProved = await this.store.isAllAnnounced(this.database.checks, YOUNG_SECONDS);
      this.provedAtMs = isProved ? now : -Infinity;
    } catch {
      // PostgreSQL is not available.
    }
  }
}
