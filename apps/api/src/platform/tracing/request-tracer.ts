import { AsyncLocalStorage } from 'node:async_hooks';
import type * as OpenTelemetry from '@opentelemetry/api';
import type { Context, Span, Tracer as SpanMaker } from '@opentelemetry/api';
import type { OpenSpan, SpanAttributes, SpanFacts, Tracer } from '#libs/operation';
import type { RequestFacts } from '#api/platform/logging';

/** The span of the caller that a request belongs to. */
interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

const TRACE_PARENT =
  /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const SAMPLED = 1;

/** Parses `traceparent` (W3C Trace Context, section 3.2); a malformed header is ignored. */
export function parseTraceParent(header: unknown): TraceParent | null {
  if (typeof header !== 'string' || header.length > 256) return null;
  const [, version, traceId = '', spanId = '', flags = '', more] = TRACE_PARENT.exec(header) ?? [];
  // Later versions may have more parts; version 00 has not.
  if (version === undefined || (version === '00' && more !== undefined)) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & SAMPLED };
}

const WORD = /^[\w.-]{1,64}$/;

const isWord = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && WORD.test(value));

/** The kind of a failure, such as an SQLSTATE; messages are not used, because they may name rows, hosts and values. */
export function failureKind(failure: unknown): string {
  const { code, reason, failure: why, name } = (failure ?? {}) as Record<string, unknown>;
  return String([code, reason, why, name].find(isWord) ?? '_OTHER');
}

/** A request with its span. */
export interface TracedRequest {
  readonly span: Span;
  readonly context: Context;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Makes a span for each request and for each operation that it waits for. Attributes are listed explicitly: no other
 * content of a request, statement or message becomes part of a span.
 */
export class RequestTracer implements Tracer {
  private readonly current = new AsyncLocalStorage<TracedRequest>();

  constructor(
    private readonly api: typeof OpenTelemetry,
    private readonly spans: SpanMaker,
  ) {}

  /** Continues the caller's trace, if the request names one. */
  beginRequest(traceparent: unknown): TracedRequest {
    const { trace, ROOT_CONTEXT, SpanKind } = this.api;
    const parent = parseTraceParent(traceparent);
    const outer = parent
      ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true })
      : ROOT_CONTEXT;
    const span = this.spans.startSpan('HTTP', { kind: SpanKind.SERVER }, outer);
    return { span, context: trace.setSpan(outer, span) };
  }

  /** Operations started by `work` belong to the request. */
  within(request: TracedRequest, work: () => void): void {
    this.current.run(request, work);
  }

  endRequest({ span }: TracedRequest, facts: RequestFacts): void {
    const method = METHODS.has(facts.method) ? facts.method : '_OTHER';
    span.updateName(facts.route === null ? method : `${method} ${facts.route}`);
    span.setAttributes({
      'http.request.method': method,
      'http.response.status_code': facts.status,
      'gatehouse.request_id': facts.requestId,
      ...(facts.route !== null && { 'http.route': facts.route }),
      ...(facts.code !== undefined && { 'error.type': facts.code }),
    });
    if (facts.status >= 500) span.setStatus({ code: this.api.SpanStatusCode.ERROR });
    span.end();
  }

  /** An operation that was started by a request and outlives it (such as a timer) no longer belongs to it. */
  begin(describe: () => SpanFacts): OpenSpan | null {
    const request = this.current.getStore();
    if (!request?.span.isRecording()) return null;
    return this.open(describe(), request.context);
  }

  beginAlone(describe: () => SpanFacts): OpenSpan | null {
    return this.open(describe(), this.api.ROOT_CONTEXT);
  }

  private open({ name, attributes }: SpanFacts, context: Context): OpenSpan | null {
    const kind = this.api.SpanKind.CLIENT;
    const span = this.spans.startSpan(name, { kind, attributes }, context);
    if (!span.isRecording()) return null;
    const end = (told: SpanAttributes = {}) => {
      span.setAttributes(told);
      if (told['error.type'] !== undefined) {
        span.setStatus({ code: this.api.SpanStatusCode.ERROR });
      }
      span.end();
    };
    return { end, fail: (failure) => end({ 'error.type': failureKind(failure) }) };
  }
}
