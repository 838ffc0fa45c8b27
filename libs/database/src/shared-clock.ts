import { Clock } from '#libs/kernel';

/** Differences smaller than this are the network's, not the clock's. */
const JITTER_MS = 100;

/**
 * The time of the database, which all instances share: what one signs or stores, another judges by the same
 * clock, whatever the clocks of their machines say. Between two looks it is carried on by a clock that
 * never jumps. Before the first look it is the machine's.
 */
export class SharedClock extends Clock {
  private origin: { readonly timeMs: number; readonly monotonicMs: number } | null = null;

  constructor(private readonly machine: Clock) {
    super();
  }

  override now(): Date {
    return new Date(this.nowMs());
  }

  override nowMs(): number {
    if (!this.origin) return this.machine.nowMs();
    const { timeMs, monotonicMs } = this.origin;
    return Math.floor(timeMs + this.monotonicMs() - monotonicMs);
  }

  override monotonicMs(): number {
    return performance.now();
  }

  /** How far the machine's clock is ahead. */
  get machineAheadMs(): number {
    return this.machine.nowMs() - this.nowMs();
  }

  /** `readTimeMs` asks the database; its answer is taken for the middle of the time that it took. */
  async adjust(readTimeMs: () => Promise<number>): Promise<void> {
    const askedMs = this.monotonicMs();
    const readMs = await readTimeMs();
    const monotonicMs = (askedMs + this.monotonicMs()) / 2;
    const tookMs = this.monotonicMs() - askedMs;
    const expectedMs = this.origin && this.origin.timeMs + monotonicMs - this.origin.monotonicMs;
    const isSame = expectedMs !== null && Math.abs(readMs - expectedMs) < JITTER_MS + tookMs;
    if (!isSame) this.origin = { timeMs: readMs, monotonicMs };
  }
}
