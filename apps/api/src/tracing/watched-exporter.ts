import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { failureKind } from './failure-kind.js';
import type { SpanLosses } from './span-losses.js';

type Done = Parameters<SpanExporter['export']>[1];

/** Tells whether the collector takes what it is sent. */
export class WatchedExporter implements SpanExporter {
  constructor(
    private readonly inner: SpanExporter,
    private readonly losses: SpanLosses,
  ) {}

  export(spans: ReadableSpan[], done: Done): void {
    this.inner.export(spans, (result) => {
      if (result.error) this.losses.add(spans.length, failureKind(result.error));
      else this.losses.end();
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.inner.shutdown();
  }
}
