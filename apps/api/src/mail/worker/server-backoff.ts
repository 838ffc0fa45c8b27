import type { DeliveryFailure } from '../delivery-failure.js';
import { retryDelayMs, type OutboxTiming } from './outbox-timing.js';

/** Successes in a row after which one more mail may be under way at the same time. */
const SUCCESSES_PER_STEP = 10;

/** So many different mails that failed in a row, by answers that may be about all, make it the server's fault. */
const DOUBTS_TO_BLAME = 2;

/**
 * How many mails may be under way, given how the mail server fared. While it is away one mail at a time
 * tries it, after pauses that double. When it is back the queue starts with one after the other, in order, and
 * widens: a server that has just come up is not overrun.
 *
 * An answer that may be about one mail or about all blames the server only when the next mail meets the like.
 */
export class ServerBackoff {
  private failures = 0;
  private closedUntilMs = 0;
  private successes = Number.POSITIVE_INFINITY;
  private hasTakenLast = false;
  private takenAtMs = Number.NEGATIVE_INFINITY;
  private isOnlyDoubted = false;
  private readonly doubted = new Set<string>();

  constructor(private readonly timing: OutboxTiming) {}

  get isDown(): boolean {
    return this.failures > 0;
  }

  /** It is down by answers that came to single mails: one that was never tried tells more than those. */
  get isDoubted(): boolean {
    return this.isDown && this.isOnlyDoubted;
  }

  /** The last mail that ended was taken: the server is well, and has nothing against this sender. */
  get isTrusted(): boolean {
    return this.hasTakenLast;
  }

  /** How many more may be begun now. */
  allowance(nowMs: number, inFlight: number, limit: number): number {
    if (this.isDown) return nowMs >= this.closedUntilMs && inFlight === 0 ? 1 : 0;
    const window = Math.min(limit, 1 + Math.floor(this.successes / SUCCESSES_PER_STEP));
    return Math.max(0, window - inFlight);
  }

  /** Several that were under way together met the same failure: it counts once. */
  failed(nowMs: number): void {
    this.isOnlyDoubted = false;
    this.close(nowMs, this.timing.lastRetryMs);
  }

  /** A mail met what may be about it or about all; answers whether the server is blamed now. */
  doubt(mailId: string, nowMs: number): boolean {
    this.hasTakenLast = false;
    this.doubted.add(mailId);
    if (!this.isDown && this.doubted.size < DOUBTS_TO_BLAME) return false;
    this.isOnlyDoubted = true;
    this.close(nowMs, this.longestDoubtMs(nowMs));
    return true;
  }

  /** Each of many mails that are refused alone would make all others wait. */
  private longestDoubtMs(nowMs: number): number {
    const { trustMs, firstRetryMs, doubtMs, lastRetryMs } = this.timing;
    return Math.min(nowMs - this.takenAtMs < trustMs ? firstRetryMs : doubtMs, lastRetryMs);
  }

  /** Answers whether the server was away until now. */
  succeeded(nowMs: number, isTaken = true): boolean {
    const wasDown = this.isDown;
    this.failures = 0;
    this.closedUntilMs = 0;
    this.successes += 1;
    this.hasTakenLast = isTaken;
    if (isTaken) this.takenAtMs = nowMs;
    this.isOnlyDoubted = false;
    this.doubted.clear();
    return wasDown;
  }

  /** The pause until the server may be tried again; 0 when it may be now. */
  pauseMs(nowMs: number): number {
    return this.isDown ? Math.max(0, this.closedUntilMs - nowMs) : 0;
  }

  private close(nowMs: number, longestMs: number): void {
    this.hasTakenLast = false;
    if (nowMs < this.closedUntilMs) return;
    this.failures += 1;
    this.successes = 0;
    const pauseMs = Math.min(retryDelayMs(this.failures, this.timing), longestMs);
    this.closedUntilMs = nowMs + pauseMs;
  }
}

/** How the worker counts an attempt that failed. */
export interface Verdict {
  /** The mail is done with. */
  readonly isFinal: boolean;
  /** The server is to blame: the mail has used up nothing. */
  readonly isServers: boolean;
}

/** Whose fault a failure is, after what other mails have met; an answer that is unclear counts as a doubt. */
export function judgeFailure(
  mail: { readonly id: string; readonly deferrals: number },
  failure: DeliveryFailure,
  backoff: ServerBackoff,
): Verdict {
  const { scope, isPermanent, trouble } = failure;
  if (scope === 'server') return { isFinal: false, isServers: true };
  if (scope === 'mail') return { isFinal: isPermanent, isServers: false };
  // Others were taken since it was refused before: the policy is against this mail.
  const isBelieved = trouble === 'policy' && mail.deferrals > 0 && backoff.isTrusted;
  if (isPermanent && isBelieved) return { isFinal: true, isServers: false };
  return { isFinal: false, isServers: backoff.doubt(mail.id, performance.now()) };
}
