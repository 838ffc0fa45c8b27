import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { dayNumberOf, dayOf } from './day.js';
import { Flushed } from './flushed.js';
import { StatisticsStore, type ActiveOnDay } from './statistics.store.js';

/** Sessions of today that this process need not write again; when there are more, they are written again to no effect. */
const MAX_KNOWN = 100_000;
const BATCH = 5000;

/** Notes who was active on which day, once each: the database counts only those that it did not know yet. */
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

  /** Called at each request of a signed-in user: it must cost next to nothing. */
  note(sessionId: string, userId: string): void {
    const nowMs = this.clock.nowMs();
    const today = dayNumberOf(nowMs);
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
