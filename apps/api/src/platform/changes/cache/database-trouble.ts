import { isDatabaseTrouble } from '#libs/database';
import type { Clock } from '#libs/kernel';

/** How often PostgreSQL is tried while it cannot answer. */
const TRY_EVERY_MS = 500;
/** No entry is used at a greater age, whatever is known of the log: long before its rows are settled. */
const MAX_AGE_MS = 60_000;

/** Whether the change log proves that all markers were written; see `AnnouncementProof`. */
export interface LogProof {
  /** Of the last look. */
  readonly isFresh: boolean;
  /** Looks, unless that was done a moment ago; does not wait long for an answer and never fails. */
  renew(): Promise<void>;
}

/** Without a log nothing is proved, and an entry ends at its age. */
export const NO_PROOF: LogProof = { isFresh: false, renew: () => Promise.resolve() };

/**
 * Tells whether loads fail because the database cannot be used. Meanwhile an entry that is older than its usual life
 * may be used if its markers are unchanged and the log proves that they would have changed; one load in a while finds
 * out whether the database is back, and nobody waits for it.
 */
export class DatabaseTrouble {
  private isOn = false;
  private triedAtMs = -Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly proof: LogProof,
  ) {}

  /** Whether an entry of this age may be used if its markers are unchanged. */
  bridges(ageMs: number): boolean {
    return this.isOn && this.proof.isFresh && ageMs >= 0 && ageMs < MAX_AGE_MS;
  }

  /** Whether the caller should try a load beside its answer. */
  shallTry(): boolean {
    const now = this.clock.monotonicMs();
    if (now - this.triedAtMs < TRY_EVERY_MS) return false;
    this.triedAtMs = now;
    return true;
  }

  loaded(): void {
    this.isOn = false;
  }

  /** Answers whether it failed for that reason; then it is known, too, what the log proves. */
  async failed(error: unknown): Promise<boolean> {
    if (!isDatabaseTrouble(error)) return false;
    if (!this.isOn) this.triedAtMs = this.clock.monotonicMs();
    this.isOn = true;
    await this.proof.renew();
    return true;
  }
}
