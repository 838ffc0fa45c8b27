import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/kernel';
import { isDatabaseTrouble } from './database-errors.js';

/** What the recent requests are looked at for. */
const WINDOW_SECONDS = 5;
/** Fewer failures say nothing. */
const LEAST_FAILURES = 5;
/** Refusals that may have asked the database nothing, and so say nothing of it. */
const SILENT_STATUSES: ReadonlySet<number> = new Set([400, 401, 404, 405, 413, 415, 429, 431, 499]);

/** What became of a request. */
export interface RequestOutcome {
  readonly status: number;
  /** Why it failed on our side. */
  readonly error: unknown;
}

interface Second {
  readonly startsAt: number;
  served: number;
  failed: number;
}

/**
 * Tells whether most requests of the last seconds failed because the database could not be used. What is refused by
 * a limit or for want of a free hash worker is neither served nor failed: a storm is no fault of the database.
 */
@Injectable()
export class DatabaseUse {
  private seconds: Second[] = [];

  constructor(private readonly clock: Clock) {}

  note({ status, error }: RequestOutcome): void {
    const isFailed = status >= 500 && isDatabaseTrouble(error);
    if (!isFailed && (status >= 500 || SILENT_STATUSES.has(status))) return;
    const second = this.current();
    if (isFailed) second.failed += 1;
    else second.served += 1;
  }

  /** Whether any has failed for it: reason enough to look closer. */
  get hasFailures(): boolean {
    return this.count('failed') > 0;
  }

  get isFailing(): boolean {
    const failed = this.count('failed');
    return failed >= LEAST_FAILURES && failed > this.count('served');
  }

  /** The database was seen to do its work since. */
  forget(): void {
    this.seconds = [];
  }

  private count(of: 'served' | 'failed'): number {
    this.forgetOld(this.now());
    return this.seconds.reduce((sum, second) => sum + second[of], 0);
  }

  private current(): Second {
    const now = this.now();
    const last = this.seconds.at(-1);
    if (last?.startsAt === now) return last;
    this.forgetOld(now);
    const second = { startsAt: now, served: 0, failed: 0 };
    this.seconds.push(second);
    return second;
  }

  private forgetOld(now: number): void {
    this.seconds = this.seconds.filter(({ startsAt }) => now - startsAt < WINDOW_SECONDS);
  }

  private now(): number {
    return Math.floor(this.clock.monotonicMs() / 1000);
  }
}
