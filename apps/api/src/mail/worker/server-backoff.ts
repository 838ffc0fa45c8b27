import type { DeliveryFailure } from '../delivery-failure.js';
import { retryDelayMs, type OutboxTiming } from './outbox-timing.js';

/** Consecutive successes after which one more mail may be sent concurrently. */
const SUCCESSES_PER_STEP = 10;

/** The server counts as down when so many different mails in a row got unclear answers. */
const DOUBTS_TO_BLAME = 2;

/**
 * Decides how many mails may be sent concurrently. While the server is down one mail at a time is tried, after pauses
 * that double. When it is back, sending starts with one mail at a time, in order, and the number rises, so that a server
 * that has just started is not overloaded.
 *
 * After an unclear answer the server counts as down only when the next mail gets one, too.
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

  /** Only unclear answers to single mails suggest that it is down: a mail that was never tried tells more than another try of those. */
  get isDoubted(): boolean {
    return this.isDown && this.isOnlyDoubted;
  }

  /** The server accepted the mail of the last attempt: it works, and accepts this sender. */
  get isTrusted(): boolean {
    return this.hasTakenLast;
  }

  /** How many more mails may be started now. */
  allowance(nowMs: number, inFlight: number, limit: number): number {
    if (this.isDown) return nowMs >= this.closedUntilMs && inFlight === 0 ? 1 : 0;
    const window = Math.min(limit, 1 + Math.floor(this.successes / SUCCESSES_PER_STEP));
    return Math.max(0, window - inFlight);
  }

  /** Counts a failure once, even if several concurrent mails met it. */
  failed(nowMs: number): void {
    this.isOnlyDoubted = false;
    this.close(nowMs, this.timing.lastRetryMs);
  }

  /** Counts an unclear answer; answers whether the server counts as down now. */
  doubt(mailId: string, nowMs: number): boolean {
    this.hasTakenLast = false;
    this.doubted.add(mailId);
    if (!this.isDown && this.doubted.size < DOUBTS_TO_BLAME) return false;
    this.isOnlyDoubted = true;
    this.close(nowMs, this.longestDoubtMs(nowMs));
    return true;
  }

  /** Limited, because otherwise many mails that are refused for their own reasons would make all others wait. */
  private longestDoubtMs(nowMs: number): number {
    const { trustMs, firstRetryMs, doubtMs, lastRetryMs } = this.timing;
    return Math.min(nowMs - this.takenAtMs < trustMs ? firstRetryMs : doubtMs, lastRetryMs);
  }

  /** Ends the back-off; answers whether the server was away until now. */
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

/** How a failed attempt is counted. */
export interface Verdict {
  /** The mail is finished. */
  readonly isFinal: boolean;
  /** The failure concerns the server: the attempt does not count against the mail. */
  readonly isServers: boolean;
}

/** Decides whether a failure concerns the mail or the server, by the results of other mails; an unclear answer is counted as a doubt. */
export function judgeFailure(
  mail: { readonly id: string; readonly deferrals: number },
  failure: DeliveryFailure,
  backoff: ServerBackoff,
): Verdict {
  const { scope, isPermanent, trouble } = failure;
  if (scope === 'server') return { isFinal: false, isServers: true };
  if (scope === 'mail') return { isFinal: isPermanent, isServers: false };
  // The server accepted other mails since it refused this one before: its policy concerns this mail.
  const isBelieved = trouble === 'policy' && mail.deferrals > 0 && backoff.isTrusted;
  if (isPermanent && isBelieved) return { isFinal: true, isServers: false };
  return { isFinal: false, isServers: backoff.doubt(mail.id, performance.now()) };
}
