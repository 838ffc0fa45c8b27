import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { failureKind } from './failure-kind.js';
import type { SpanLosses } from './span-losses.js';
import type { SpanCapacity } from './span-queue.js';

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
