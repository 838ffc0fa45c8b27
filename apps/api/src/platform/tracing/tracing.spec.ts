import { ConfigError, loadConfig } from '#libs/config';
import { failureKind, parseTraceParent } from './request-tracer.js';
import { parseHeaders, tracingConfig } from './tracing.config.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('the traceparent of a caller', () => {
  it.each([
    [`00-${TRACE}-${SPAN}-01`, 1],
    [`00-${TRACE}-${SPAN}-00`, 0],
    [`00-${TRACE}-${SPAN}-ff`, 1],
    [`cc-${TRACE}-${SPAN}-01-what-the-future-brings`, 1],
  ])('a trace context is parsed from %s', (header, traceFlags) => {
    expect(parseTraceParent(header)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags });
  });

  it.each([
    undefined,
    '',
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
    `cc-${TRACE}-${SPAN}-01-${'x'.repeat(300)}`,
    [`00-${TRACE}-${SPAN}-01`],
  ])('a malformed traceparent is ignored: %s', (header) => {
    expect(parseTraceParent(header)).toBeNull();
  });
});

describe('the kind of a failure', () => {
  it('the kind of a failure is one word, never its message', () => {
    const unique = Object.assign(new Error('Key (email)=(a@b.c) exists'), { code: '23505' });
    expect(failureKind(unique)).toBe('23505');
    expect(failureKind(Object.assign(new Error('x'), { reason: 'timeout' }))).toBe('timeout');
    expect(failureKind(Object.assign(new Error('x'), { failure: 'timeout' }))).toBe('timeout');
    expect(failureKind(Object.assign(new Error('x'), { code: 503 }))).toBe('503');
    expect(failureKind(new TypeError('a@b.c'))).toBe('TypeError');
    expect(failureKind({ code: 'a@b.c', name: 'two words' })).toBe('_OTHER');
    expect(failureKind(undefined)).toBe('_OTHER');
  });
});

describe('the settings of traces', () => {
  const problems = (environment: Record<string, string>) => {
    try {
      loadConfig(environment, [tracingConfig]);
    } catch (error) {
      if (error instanceof ConfigError) return error.problems.map(({ name }) => name);
    }
    return [];
  };

  it('OTEL_EXPORTER_OTLP_HEADERS is parsed as OpenTelemetry defines it', () => {
    expect(parseHeaders('api-key=a%20b, x-tenant=c==')).toEqual({
      'api-key': 'a b',
      'x-tenant': 'c==',
    });
    expect(problems({ OTEL_EXPORTER_OTLP_HEADERS: 'api-key' })).toEqual([
      'OTEL_EXPORTER_OTLP_HEADERS',
    ]);
    expect(problems({ OTEL_EXPORTER_OTLP_HEADERS: 'api-key=%zz' })).toHaveLength(1);
  });

  it.each(['0', '1', '0.25', '.5', '1.0'])('OTEL_TRACES_SAMPLER_ARG accepts %s', (share) => {
    expect(problems({ OTEL_TRACES_SAMPLER_ARG: share })).toEqual([]);
  });

  it.each(['-1', '2', '50%', '1.5', 'half'])('OTEL_TRACES_SAMPLER_ARG refuses %s', (share) => {
    expect(problems({ OTEL_TRACES_SAMPLER_ARG: share })).toEqual(['OTEL_TRACES_SAMPLER_ARG']);
  });
});
