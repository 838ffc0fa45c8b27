import type { ReadableSpan, SpanProcessor, SpanExporter } from '@opentelemetry/sdk-trace';
import type { SpanLosses } from './span-losses.js';
import { failureKind } from './request-tracer.js';

/** The number of spans that wait for the collector, with a maximum. */
export class SpanCapacity {
  private waiting = 0;

  constructor(private readonly size: number) {}

  /** Takes one place; `false` when there is none. */
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

/**
 * Limits the queue of the SDK, which drops spans without reporting it: spans beyond the capacity are counted as lost
 * here.
 */
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

type Done = Parameters<SpanExporter['export']>[1];

/** Reports whether the collector accepts batches, and frees their capacity. */
export class WatchedExporter implements SpanExporter {
  constructor(
    private readonly inner: SpanExporter,
    private readonly capacity: SpanCapacity,
    private readonly losses: SpanLosses,
  ) {}

  export(spans: ReadableSpan[], done: Done): void {
    this.capacity.free(spans.length);
    this.inner.export(spans, (result) => {
      if (result.error) this.losses.refused(spans.length, failureKind(result.error));
      else this.losses.taken();
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.inner.shutdown();
  }
}
