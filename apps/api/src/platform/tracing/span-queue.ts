import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { SpanLosses } from './span-losses.js';

/** How many spans wait for the collector. */
export class SpanCapacity {
  private waiting = 0;

  constructor(private readonly size: number) {}

  /** `false` when there is none. */
  take(): boolean {
    if (this.waiting >= this.size) return false;
    this.waiting += 1;
    return true;
  }

  free(count: number): void {
    this.waiting -= count;
  }
}

const SAMPLED = 1;

/** Stands before the queue of the SDK, which says to nobody what it lets fall, and lets nothing come to that. */
export class SpanQueue implements SpanProcessor {
  constructor(
    private readonly inner: SpanProcessor,
    private readonly capacity: SpanCapacity,
    private readonly losses: SpanLosses,
  ) {}

  onStart(...begun: Parameters<SpanProcessor['onStart']>): void {
    this.inner.onStart(...begun);
  }

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & SAMPLED) === 0) return;
    if (this.capacity.take()) this.inner.onEnd(span);
    else this.losses.overflow();
  }

  forceFlush(): Promise<void> {
    return this.inner.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.inner.shutdown();
  }
}
