import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { ChangeLogStore } from '../change-log.store.js';
import type { LogProof } from '../cache/database-trouble.js';

/** Younger ones are being announced by whoever wrote them. */
const YOUNG_SECONDS = 1;
const LOOK_AGAIN_MS = 400;
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
  private isLooking = false;

  constructor(
    private readonly database: Database,
    private readonly store: ChangeLogStore,
    private readonly clock: Clock,
  ) {}

  /** Of the last look; begins another when that is some time ago. */
  get isFresh(): boolean {
    const now = this.clock.monotonicMs();
    if (!this.isLooking && now - this.lookedAtMs >= LOOK_AGAIN_MS) void this.look(now);
    return now - this.provedAtMs < HOLDS_MS;
  }

  /** Never fails: what cannot be read proves nothing. */
  private async look(now: number): Promise<void> {
    this.isLooking = true;
    this.lookedAtMs = now;
    try {
      const isProved = await this.store.isAllAnnounced(this.database.checks, YOUNG_SECONDS);
      this.provedAtMs = isProved ? now : -Infinity;
    } catch {
      // The last proof ends by its age.
    } finally {
      this.isLooking = false;
    }
  }
}
