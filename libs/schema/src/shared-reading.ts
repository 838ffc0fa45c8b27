import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '#libs/kernel';

/**
 * Shares one reading between concurrent calls: never two at once, and never two within the gap. A reading that fails
 * or hangs ends at the deadline at the latest, and the next call begins another.
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

  /** Joins the current reading; otherwise begins one, unless the last began within the gap. */
  join(): Promise<void> {
    if (this.inFlight) return this.inFlight;
    return this.ageMs < this.limits.gapMs ? Promise.resolve() : this.begin();
  }

  /** Returns a reading that begins after this call: data read before may have changed since. */
  anew(): Promise<void> {
    this.next ??= this.afterThis();
    return this.next;
  }

  private async afterThis(): Promise<void> {
    await this.inFlight;
    const restMs = this.limits.gapMs - this.ageMs;
    if (restMs > 0) await sleep(restMs, undefined, { ref: false });
    // A reading that began in the meantime began after the call, too.
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
