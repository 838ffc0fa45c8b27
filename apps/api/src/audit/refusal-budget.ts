import type { Clock } from '#libs/kernel';

const WINDOW_MS = 60_000;
const PER_ACTOR = 20;
const IN_ALL = 600;

/** Limits the refusals that are recorded a minute, for each actor and in all; the others are counted. */
export class RefusalBudget {
  private readonly taken = new Map<string, number>();
  private inAll = 0;
  private leftOut = 0;
  private since = 0;

  constructor(private readonly clock: Clock) {}

  /** `null` when the budget is used up; otherwise how many refusals were left out since the last recorded one. */
  take(actor: string): { readonly leftOut: number } | null {
    this.turnOver();
    const taken = this.taken.get(actor) ?? 0;
    if (taken >= PER_ACTOR || this.inAll >= IN_ALL) {
      this.leftOut += 1;
      return null;
    }
    this.taken.set(actor, taken + 1);
    this.inAll += 1;
    const { leftOut } = this;
    this.leftOut = 0;
    return { leftOut };
  }

  private turnOver(): void {
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.since < WINDOW_MS) return;
    this.since = nowMs;
    this.taken.clear();
    this.inAll = 0;
  }
}
