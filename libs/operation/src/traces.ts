/** The attributes of a span, named by OpenTelemetry's conventions. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** An operation that a request waits for: a call to another server. */
export interface SpanFacts {
  /** The operation and its target, e.g. `SELECT users`; no value, no key, nothing that a caller has sent. */
  readonly name: string;
  readonly attributes: SpanAttributes;
}

/** A started span. One of the two methods is called, once. */
export interface OpenSpan {
  /** Ends the span with final attributes; `error.type` marks a failure. */
  end(told?: SpanAttributes): void;
  fail(failure: unknown): void;
}

/** Creates spans. */
export interface Tracer {
  /** Starts a span of the current request; `null` outside of requests and in requests that are not sampled. */
  begin(describe: () => SpanFacts): OpenSpan | null;
  /** Starts a separate trace outside of requests; `null` if it is not sampled. */
  beginAlone(describe: () => SpanFacts): OpenSpan | null;
}

/** Features report here the operations that requests wait for. Without a tracer a report costs one comparison. */
export class Traces {
  private tracer: Tracer | null = null;

  use(tracer: Tracer): void {
    this.tracer = tracer;
  }

  begin(describe: () => SpanFacts): OpenSpan | null {
    return this.tracer === null ? null : this.tracer.begin(describe);
  }

  /** A span around `work`, which has started when this returns; `attributesOf` returns attributes of the result. */
  within<T>(
    describe: () => SpanFacts,
    work: () => Promise<T>,
    attributesOf?: (result: T) => SpanAttributes,
  ): Promise<T> {
    const span = this.begin(describe);
    return span === null ? work() : ended(span, work, attributesOf);
  }

  /** A separate trace around background work of the server. */
  alone<T>(describe: () => SpanFacts, work: () => Promise<T>): Promise<T> {
    const span = this.tracer === null ? null : this.tracer.beginAlone(describe);
    return span === null ? work() : ended(span, work);
  }
}

async function ended<T>(
  span: OpenSpan,
  work: () => Promise<T>,
  attributesOf?: (result: T) => SpanAttributes,
): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    span.fail(error);
    throw error;
  }
  span.end(attributesOf?.(result));
  return result;
}
