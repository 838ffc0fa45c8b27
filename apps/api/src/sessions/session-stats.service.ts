import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { SessionsStore } from './sessions.store.js';

/** A count that takes so long is not made at every call. */
const SLOW_MS = 1000;
const KEPT_MS = 60_000;

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
  private kept: { readonly counted: LiveSessions; readonly untilMs: number } | null = null;

  constructor(
    private readonly database: Database,
    private readonly store: SessionsStore,
    private readonly clock: Clock,
  ) {}

  /** Now; once a minute where there are so many that counting takes more than a second. */
  countLive(): Promise<LiveSessions> {
    // Who asks while a count runs must not be told what was true before the question.
    this.next ??= this.afterLast();
    return this.next;
  }

  private afterLast(): Promise<LiveSessions> {
    const next = this.last.then(() => {
      this.next = null;
      const { kept } = this;
      return kept && this.clock.monotonicMs() < kept.untilMs ? kept.counted : this.count();
    });
    this.last = next.catch(() => undefined);
    return next;
  }

  private async count(): Promise<LiveSessions> {
    const [countedAt, startedMs] = [this.clock.now(), this.clock.monotonicMs()];
    const { sessions, users } = await this.store.count(this.database.pool, countedAt);
    const counted = { activeSessions: sessions, activeUsers: users, countedAt };
    const endedMs = this.clock.monotonicMs();
    const isSlow = endedMs - startedMs > SLOW_MS;
    this.kept = isSlow ? { counted, untilMs: endedMs + KEPT_MS } : null;
    return counted;
  }
}
