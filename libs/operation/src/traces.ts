/** A part of a request that is waited for: another server was asked. */
export interface SpanFacts {
  /** What was done and on what, e.g. `SELECT users`; no value, no key, nothing that a caller has sent. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Called once, with what was thrown if something was. */
export type EndSpan = (failure?: unknown) => void;

/** Who writes down the parts of requests. */
export interface Tracer {
  /** `null` outside of requests, and within those that nobody looks at. */
  begin(describe: () => SpanFacts): EndSpan | null;
}

/** Where rooms tell what requests wait for. Until somebody listens it costs one comparison. */
export class Traces {
  private tracer: Tracer | null = null;

  use(tracer: Tracer): void {
    this.tracer = tracer;
  }

  begin(describe: () => SpanFacts): EndSpan | null {
    return this.tracer === null ? null : this.tracer.begin(describe);
  }

  /** The same around `work`, which has begun when this returns. */
  within<T>(describe: () => SpanFacts, work: () => Promise<T>): Promise<T> {
    const end = this.begin(describe);
    return end === null ? work() : ended(end, work);
  }
}

async function ended<T>(end: EndSpan, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work();
    end();
    return result;
  } catch (error) {
    end(error);
    throw error;
  }
}
