import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/kernel';
import { isDatabaseTrouble } from './database-errors.js';

/** The window of recent requests. */
const WINDOW_SECONDS = 5;
/** The minimum number of failures. */
const LEAST_FAILURES = 5;
/** Refusals that may have sent no query, and so prove nothing about the database. */
const SILENT_STATUSES: ReadonlySet<number> = new Set([400, 401, 404, 405, 413, 415, 429, 431, 499]);

/** The outcome of a request. */
export interface RequestOutcome {
  readonly status: number;
  /** The cause of a server error. */
  readonly error: unknown;
}

interface Second {
  readonly startsAt: number;
  served: number;
  failed: number;
}

/**
 * Tracks whether most requests of the last seconds failed because of the database. A refusal by a limit or by a full
 * hash queue counts as neither served nor failed, because load is not a fault of the database.
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

  /** Whether any request has failed because of it, which requires a closer check. */
  get hasFailures(): boolean {
    return this.count('failed') > 0;
  }

  get isFailing(): boolean {
    const failed = this.count('failed');
    return failed >= LEAST_FAILURES && failed > this.count('served');
  }

  /** Called when the database is proved to work. */
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
