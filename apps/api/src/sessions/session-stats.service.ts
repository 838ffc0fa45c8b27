import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { SessionCountsStore } from './session-counts.store.js';

/** After a count that took so long before it failed, callers do not start another one. */
const SLOW_MS = 1000;
const REMEMBERED_MS = 10_000;

export interface LiveSessions {
  readonly activeSessions: number;
  readonly activeUsers: number;
  readonly countedAt: Date;
}

/** Counts the live sessions of all users: exact at the moment that the answer names. */
@Injectable()
export class SessionStats {
  /** At most one count runs, and one waits for its end. */
  private last: Promise<unknown> = Promise.resolve();
  private next: Promise<LiveSessions> | null = null;
  private known: LiveSessions | null = null;
  private failed: { readonly error: unknown; readonly untilMs: number } | null = null;

  constructor(
    private readonly database: Database,
    private readonly counts: SessionCountsStore,
    private readonly clock: Clock,
  ) {}

  /** The present number; the last known one when the count is too slow. */
  countLive(): Promise<LiveSessions> {
    // A caller who asks while a count runs must not get a number from before the question.
    this.next ??= this.afterLast();
    return this.next;
  }

  private afterLast(): Promise<LiveSessions> {
    const next = this.last.then(() => {
      this.next = null;
      const { failed } = this;
      if (failed && this.clock.monotonicMs() < failed.untilMs) return this.without(failed.error);
      return this.count();
    });
    this.last = next.catch(() => undefined);
    return next;
  }

  private async count(): Promise<LiveSessions> {
    const [countedAt, startedMs] = [this.clock.now(), this.clock.monotonicMs()];
    try {
      const { sessions, users } = await this.counts.countLive(this.database.pool, countedAt);
      this.failed = null;
      this.known = { activeSessions: sessions, activeUsers: users, countedAt };
      return this.known;
    } catch (error) {
      const failedMs = this.clock.monotonicMs();
      if (failedMs - startedMs < SLOW_MS) throw error;
      this.failed = { error, untilMs: failedMs + REMEMBERED_MS };
      return this.without(error);
    }
  }

  /** The last numbers that are known, or the failure itself. */
  private without(error: unknown): LiveSessions {
    if (this.known) return this.known;
    throw error;
  }
}
