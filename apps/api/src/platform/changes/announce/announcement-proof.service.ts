import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock, inTime } from '#libs/kernel';
import { ChangeLogStore } from '../change-log.store.js';
import type { LogProof } from '../cache/database-trouble.js';

/** Younger ones are being announced by the instance that wrote them. */
const YOUNG_SECONDS = 1;
const LOOK_AGAIN_MS = 400;
/** For who waits for a look. */
const PATIENCE_MS = 250;
/** With `YOUNG_SECONDS` less than the life of an entry: what is published for a split holds here too. */
const HOLDS_MS = 1_500;

/**
 * Proves that no change is without its markers: the log has no row that was not announced. While that is so, an entry
 * whose markers are unchanged is true, however old it is. Looks only when it is asked.
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

  /** Begins another look when the last is some time ago. */
  get isFresh(): boolean {
    void this.lookAgain();
    return this.clock.monotonicMs() - this.provedAtMs < HOLDS_MS;
  }

  async renew(): Promise<void> {
    await inTime(this.lookAgain(), PATIENCE_MS, () => undefined);
  }

  private lookAgain(): Promise<void> {
    if (this.looking) return this.looking;
    const now = this.clock.monotonicMs();
    if (now - this.lookedAtMs < LOOK_AGAIN_MS) return Promise.resolve();
    this.lookedAtMs = now;
    this.looking = this.look(now).finally(() => (this.looking = null));
    return this.looking;
  }

  /** Never fails: what cannot be read proves nothing, and the last proof ends by its age. */
  private async look(now: number): Promise<void> {
    try {
      const isProved = await this.store.isAllAnnounced(this.database.checks, YOUNG_SECONDS);
      this.provedAtMs = isProved ? now : -Infinity;
    } catch {
      // PostgreSQL cannot be asked for anything.
    }
  }
}
