import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ServerLog } from '#api/platform/logging';
import { SpanLosses } from './span-losses.js';
import { SpanCapacity, SpanQueue, WatchedExporter } from './span-queue.js';

const span = (traceFlags = 1) =>
  ({ spanContext: () => ({ traceId: '', spanId: '', traceFlags }) }) as unknown as ReadableSpan;

/** A queue with capacity for three, and an exporter with a scripted result. */
function aQueue() {
  const said: string[] = [];
  const logger = {
    warn: (line: string) => said.push(line),
    info: (line: string) => said.push(line),
  };
  const losses = new SpanLosses({ logger } as unknown as ServerLog);
  const capacity = new SpanCapacity(3);
  const waiting: ReadableSpan[] = [];
  const inner = { onEnd: (it: ReadableSpan) => waiting.push(it) } as unknown as SpanProcessor;
  let failure: Error | undefined;
  const exporter = new WatchedExporter(
    {
      export: (_spans, done) => done({ code: failure ? 1 : 0, ...(failure && { error: failure }) }),
    } as SpanExporter,
    capacity,
    losses,
  );
  const queue = new SpanQueue(inner, capacity, losses);
  return {
    losses,
    said,
    waiting,
    end: (count: number, flags?: number) => {
      for (let n = 0; n < count; n += 1) queue.onEnd(span(flags));
    },
    send: (fails?: Error) => {
      failure = fails;
      exporter.export(waiting.splice(0), () => undefined);
    },
  };
}

describe('the queue of spans', () => {
  it('the span queue counts spans beyond its capacity, and spans that the collector refuses', () => {
    const { losses, end, send, waiting } = aQueue();
    end(5);
    expect([waiting.length, losses.count]).toEqual([3, 2]);
    send(new Error('away'));
    expect(losses.count).toBe(5);
    end(4);
    expect([waiting.length, losses.count]).toEqual([3, 6]);
    send();
    expect(losses.count).toBe(6);
  });

  it('a span that is not sampled takes no capacity', () => {
    const { losses, end, waiting } = aQueue();
    end(10, 0);
    end(3);
    expect([waiting.length, losses.count]).toEqual([3, 0]);
  });

  it('losses are logged once when they begin and once when they end, however many batches an overload lasts', () => {
    const { said, end, send } = aQueue();
    for (let batch = 0; batch < 3; batch += 1) {
      end(4);
      send();
    }
    expect(said).toEqual([expect.stringContaining('more of them than it takes')]);
    end(3);
    send();
    expect(said).toHaveLength(2);
    expect(said[1]).toBe('Traces reach their collector again');
  });

  it('losses end with the first batch that a returned collector accepts', () => {
    const { said, end, send } = aQueue();
    end(4);
    send(new Error('away'));
    end(1);
    send();
    expect(said.at(-1)).toBe('Traces reach their collector again');
  });
});
