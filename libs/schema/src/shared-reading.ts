import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '#libs/kernel';

/**
 * One reading for all who ask, never two at once, and never two within the gap. Every way out of a reading lets
 * go of it: one that fails or hangs is over at the deadline, and the next begins anew.
 */
export class SharedReading {
  private inFlight: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private beganAtMs = -Infinity;

  constructor(
    /** Never rejects. */
    private readonly read: () => Promise<void>,
    private readonly clock: Clock,
    private readonly limits: { readonly gapMs: number; readonly deadlineMs: number },
  ) {}

  /** How long ago the last reading began. */
  get ageMs(): number {
    return this.clock.monotonicMs() - this.beganAtMs;
  }

  /** The reading that is under way; otherwise a new one, unless the last began within the gap. */
  join(): Promise<void> {
    if (this.inFlight) return this.inFlight;
    return this.ageMs < this.limits.gapMs ? Promise.resolve() : this.begin();
  }

  /** A reading that begins after this call: what was read before may have changed since. */
  anew(): Promise<void> {
    this.next ??= this.afterThis();
    return this.next;
  }

  private async afterThis(): Promise<void> {
    await this.inFlight;
    const restMs = this.limits.gapMs - this.ageMs;
    if (restMs > 0) await sleep(restMs, undefined, { ref: false });
    // Another may have begun in the meantime, which is after the call, too.
    const reading = this.inFlight ?? this.begin();
    this.next = undefined;
    await reading;
  }

  private begin(): Promise<void> {
    this.beganAtMs = this.clock.monotonicMs();
    const over = new AbortController();
    const { deadlineMs } = this.limits;
    const late = sleep(deadlineMs, undefined, { ref: false, signal: over.signal }).catch(
      () => undefined,
    );
    const reading = Promise.race([this.read(), late]).finally(() => {
      over.abort();
      this.inFlight = undefined;
    });
    this.inFlight = reading;
    return reading;
  }
}
