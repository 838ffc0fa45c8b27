/** What is told of a span, by the names of OpenTelemetry's conventions. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** A part of a request that is waited for: another server was asked. */
export interface SpanFacts {
  /** What was done and on what, e.g. `SELECT users`; no value, no key, nothing that a caller has sent. */
  readonly name: string;
  readonly attributes: SpanAttributes;
}

/** A part that has begun. One of the two is called, once. */
export interface OpenSpan {
  /** With what is known only now; `error.type` among it makes it a failure. */
  end(told?: SpanAttributes): void;
  fail(failure: unknown): void;
}

/** Who writes down the parts of requests. */
export interface Tracer {
  /** `null` outside of requests, and within those that nobody looks at. */
  begin(describe: () => SpanFacts): OpenSpan | null;
  /** Of no request: a trace of its own. `null` when nobody looks at it. */
  beginAlone(describe: () => SpanFacts): OpenSpan | null;
}

/** Features report here what requests wait for. Without a listener it costs one comparison. */
export class Traces {
  private tracer: Tracer | null = null;

  use(tracer: Tracer): void {
    this.tracer = tracer;
  }

  begin(describe: () => SpanFacts): OpenSpan | null {
    return this.tracer === null ? null : this.tracer.begin(describe);
  }

  /** The same around `work`, which has begun when this returns; `tell` looks at what came of it. */
  within<T>(
    describe: () => SpanFacts,
    work: () => Promise<T>,
    tell?: (result: T) => SpanAttributes,
  ): Promise<T> {
    const span = this.begin(describe);
    return span === null ? work() : ended(span, work, tell);
  }

  /** Around background work of the server, whatever caused it. */
  alone<T>(describe: () => SpanFacts, work: () => Promise<T>): Promise<T> {
    const span = this.tracer === null ? null : this.tracer.beginAlone(describe);
    return span === null ? work() : ended(span, work);
  }
}

async function ended<T>(
  span: OpenSpan,
  work: () => Promise<T>,
  tell?: (result: T) => SpanAttributes,
): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    span.fail(error);
    throw error;
  }
  span.end(tell?.(result));
  return result;
}
