import { isDatabaseTrouble } from '#libs/database';
import type { Clock } from '#libs/kernel';

/** Interval between attempts to load while PostgreSQL cannot answer. */
const TRY_EVERY_MS = 500;
/** Maximum age of an entry, whatever the log proves; far below the time after which rows are settled. */
const MAX_AGE_MS = 60_000;

/** Whether the change log proves that all markers were written; see `AnnouncementProof`. */
export interface LogProof {
  /** Result of the last look-up. */
  readonly isFresh: boolean;
  /** Looks the proof up, unless that was done very recently. Waits only briefly for the answer and never throws. */
  renew(): Promise<void>;
}

/** For caches without a change log: nothing is proved, and an entry expires at its age. */
export const NO_PROOF: LogProof = { isFresh: false, renew: () => Promise.resolve() };

/**
 * Tracks whether loads fail because the database is not available. During such an outage a stale entry may be used if
 * its markers are unchanged and the log proves that every change was announced. One load per interval tests whether
 * the database is back; no request waits for it.
 */
export class DatabaseTrouble {
  private isOn = false;
  private triedAtMs = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly proof: LogProof,
  ) {}

  /** Whether an entry of this age may be used, provided that its markers are unchanged. */
  allowsStale(ageMs: number): boolean {
    return this.isOn && this.proof.isFresh && ageMs >= 0 && ageMs < MAX_AGE_MS;
  }

  /** Whether the caller should start a load in addition to its answer. */
  shouldTry(): boolean {
    const now = this.clock.monotonicMs();
    if (now - this.triedAtMs < TRY_EVERY_MS) return false;
    this.triedAtMs = now;
    return true;
  }

  loaded(): void {
    this.isOn = false;
  }

  /** Returns whether the error is a database outage; in that case the proof of the log has been renewed. */
  async failed(error: unknown): Promise<boolean> {
    if (!isDatabaseTrouble(error)) return false;
    if (!this.isOn) this.triedAtMs = this.clock.monotonicMs();
    this.isOn = true;
    await this.proof.renew();
    return true;
  }
}
