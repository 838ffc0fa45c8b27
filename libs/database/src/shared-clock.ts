import { Clock } from '#libs/kernel';

/** Smaller differences are attributed to the network. */
const JITTER_MS = 100;

/**
 * The time of the database, which all instances share: signing, storing and checking use the same clock, independent
 * of the machines' clocks. Between two synchronisations it continues with a monotonic clock. Before the first one it
 * is the machine's time.
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

  /** @param readTimeMs reads the database's time, which is taken as the time in the middle of the call */
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
