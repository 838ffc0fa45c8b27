import { retryDelayMs, type OutboxTiming } from './outbox-timing.js';

/** Successes in a row after which one more mail may be under way at the same time. */
const SUCCESSES_PER_STEP = 10;

/**
 * How many mails may be under way, given how the mail server fared. While it is away one mail at a time
 * tries it, after pauses that double. When it is back the queue starts with one after the other, in order, and
 * widens: a server that has just come up is not overrun.
 */
export class ServerBackoff {
  private failures = 0;
  private closedUntilMs = 0;
  private successes = Number.POSITIVE_INFINITY;

  constructor(private readonly timing: OutboxTiming) {}

  get isDown(): boolean {
    return this.failures > 0;
  }

  /** How many more may be begun now. */
  allowance(nowMs: number, underWay: number, limit: number): number {
    if (this.isDown) return nowMs >= this.closedUntilMs && underWay === 0 ? 1 : 0;
    const window = Math.min(limit, 1 + Math.floor(this.successes / SUCCESSES_PER_STEP));
    return Math.max(0, window - underWay);
  }

  /** Several that were under way together met the same failure: it counts once. */
  failed(nowMs: number): void {
    if (nowMs < this.closedUntilMs) return;
    this.failures += 1;
    this.successes = 0;
    this.closedUntilMs = nowMs + retryDelayMs(this.failures, this.timing);
  }

  /** Answers whether the server was away until now. */
  succeeded(): boolean {
    const wasDown = this.isDown;
    this.failures = 0;
    this.closedUntilMs = 0;
    this.successes += 1;
    return wasDown;
  }

  /** The pause until the server may be tried again; 0 when it may be now. */
  pauseMs(nowMs: number): number {
    return this.isDown ? Math.max(0, this.closedUntilMs - nowMs) : 0;
  }
}
