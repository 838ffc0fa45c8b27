import { defineSlice, text, url, type ConfigProblem } from '#libs/config';

/** Settings of tracing, with the names of OpenTelemetry. */
export const tracingConfig = defineSlice(
  'Tracing',
  {
    endpoint: url(
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      undefined,
      { protocols: ['http', 'https'] },
      {
        description:
          'An OpenTelemetry collector that takes traces over HTTP, e.g. `http://localhost:4318` (`/v1/traces` is added); absent, nothing is traced and nothing of it is loaded.',
      },
    ),
    headers: text('OTEL_EXPORTER_OTLP_HEADERS', undefined, {
      description: 'What the collector wants to be shown, as `name=value, name=value`.',
      secret: true,
    }),
    serviceName: text('OTEL_SERVICE_NAME', 'gatehouse', {
      description: 'The name of this server in traces.',
    }),
    sampledShare: text('OTEL_TRACES_SAMPLER_ARG', '1', {
      description:
        'Share of the requests that are traced, from 0 to 1; one that comes with a `traceparent` follows that.',
    }),
  },
  ({ headers, sampledShare }) => [...headerProblems(headers), ...shareProblems(sampledShare)],
);

const HEADER = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*([\x21-\x7e]+)\s*$/;

/** `null` when the text is not a list of headers. */
export function parseHeaders(text: string | undefined): Record<string, string> | null {
  const found: Record<string, string> = {};
  for (const pair of (text ?? '').split(',').filter((part) => part.trim() !== '')) {
    const [, name, value] = HEADER.exec(pair) ?? [];
    const plain = value === undefined ? null : decoded(value);
    if (name === undefined || plain === null) return null;
    found[name] = plain;
  }
  return found;
}

function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

function headerProblems(headers: string | undefined): ConfigProblem[] {
  const message = 'must be a list of name=value, with percent-encoded values';
  return parseHeaders(headers) ? [] : [{ name: 'OTEL_EXPORTER_OTLP_HEADERS', message }];
}

function shareProblems(share: string): ConfigProblem[] {
  const isShare = /^(?:0|1|0?\.\d+|1\.0+|0\.0+)$/.test(share);
  return isShare
    ? []
    : [{ name: 'OTEL_TRACES_SAMPLER_ARG', message: 'must be a number from 0 to 1' }];
}
