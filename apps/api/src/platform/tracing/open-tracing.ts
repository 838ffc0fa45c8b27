import { setTimeout as sleep } from 'node:timers/promises';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { ConfigOf } from '#libs/config';
import { newId } from '#libs/kernel';
import { RequestTracer } from './request-tracer.js';
import type { SpanLosses } from './span-losses.js';
import { SpanCapacity, SpanQueue, WatchedExporter } from './span-queue.js';
import { parseHeaders, type tracingConfig } from './tracing.config.js';

/** Bounds for a collector that does not answer: spans in memory, and pending exports. */
const MAX_QUEUED = 2048;
const MAX_BATCH = 512;
const MAX_EXPORTS = 4;
const EXPORT_EVERY_MS = 2_000;
const EXPORT_TIMEOUT_MS = 5_000;
/** Time for sending the last spans when the server stops. */
const FLUSH_MS = 2_000;

/** Enabled tracing. */
export interface Tracing {
  readonly tracer: RequestTracer;
  /** Sends the remaining spans within two seconds; never throws. */
  close(): Promise<void>;
}

type TracingConfig = ConfigOf<typeof tracingConfig>;

/** `null` without a collector; the packages of OpenTelemetry are loaded only with one. */
export async function openTracing(
  config: TracingConfig,
  losses: SpanLosses,
): Promise<Tracing | null> {
  const { endpoint } = config;
  if (endpoint === undefined) return null;
  const [api, sdk, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
  ]);
  const capacity = new SpanCapacity(MAX_QUEUED);
  const batches = new sdk.BatchSpanProcessor({
    exporter: new WatchedExporter(await openExporter(endpoint, config), capacity, losses),
    maxQueueSize: MAX_QUEUED,
    maxExportBatchSize: MAX_BATCH,
    scheduledDelayMillis: EXPORT_EVERY_MS,
    exportTimeoutMillis: 2 * EXPORT_TIMEOUT_MS,
  });
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({
      'service.name': config.serviceName,
      'service.instance.id': newId(),
    }),
    sampler: new sdk.ParentBasedSampler({
      root: new sdk.TraceIdRatioBasedSampler(Number(config.sampledShare)),
    }),
    spanProcessors: [new SpanQueue(batches, capacity, losses)],
  });
  return {
    tracer: new RequestTracer(api, provider.getTracer('gatehouse')),
    close: () => Promise.race([provider.shutdown().catch(() => undefined), sleep(FLUSH_MS)]),
  };
}

async function openExporter(endpoint: string, config: TracingConfig): Promise<SpanExporter> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  return new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: parseHeaders(config.headers) ?? {},
    timeoutMillis: EXPORT_TIMEOUT_MS,
    concurrencyLimit: MAX_EXPORTS,
  });
}
