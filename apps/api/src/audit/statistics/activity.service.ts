import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock, DAY_MS, dayOf } from '#libs/kernel';
import { Flushed } from './flushed.js';
import { StatisticsStore, type ActiveOnDay } from './statistics.store.js';

/** Sessions of today that this process remembers as written; further ones may be written twice, which the database ignores. */
const MAX_KNOWN = 100_000;
const BATCH = 5000;

/** Records the active sessions and users of each day; the database counts each of them once. */
@Injectable()
export class Activity extends Flushed {
  private known = new Set<string>();
  private today = 0;
  private pending: ActiveOnDay[] = [];

  constructor(
    private readonly database: Database,
    private readonly store: StatisticsStore,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Called at each request of a signed-in user, so it only writes to memory. */
  note(sessionId: string, userId: string): void {
    const nowMs = this.clock.nowMs();
    // A number is cheaper to compare than the text of the day.
    const today = Math.floor(nowMs / DAY_MS);
    if (today !== this.today || this.known.size >= MAX_KNOWN) {
      this.today = today;
      this.known = new Set();
    }
    if (this.known.has(sessionId) || this.pending.length >= MAX_KNOWN) return;
    this.known.add(sessionId);
    this.pending.push({ day: dayOf(nowMs), sessionId, userId });
  }

  protected async write(): Promise<void> {
    while (this.pending.length > 0) {
      const batch = this.pending.slice(0, BATCH);
      try {
        await this.store.addActivity(this.database.pool, batch);
      } catch {
        return;
      }
      this.pending = this.pending.slice(batch.length);
    }
  }
}
