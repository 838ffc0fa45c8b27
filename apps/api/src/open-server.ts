import type { Writable } from 'node:stream';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { basePathOf, baseUrlOf, coreConfig, type Config } from '#libs/config';
import { Metrics, Refusals, Traces } from '#libs/operation';
import { createHttpAdapter, Edge, httpConfig } from './platform/http/index.js';
import { languagesConfig, RequestLanguages } from './platform/languages/index.js';
import {
  createServerLog,
  loggingConfig,
  NestLogger,
  RequestLog,
  type ServerLog,
} from './platform/logging/index.js';
import { RequestMetrics } from './platform/metrics/index.js';
import {
  openTracing,
  SpanLosses,
  traceRequests,
  tracingConfig,
  type Tracing,
} from './platform/tracing/index.js';

/** The server and what its process needs to stop it. */
export interface OpenedServer {
  readonly app: NestFastifyApplication;
  readonly edge: Edge;
  readonly log: ServerLog;
  /** `null` unless traces are wanted. */
  readonly tracing: Tracing | null;
}

/** Serves a module, which has the features and `MetricsModule` in it, over HTTP; it does not listen yet. */
export async function openServer(
  module: DynamicModule,
  config: Config,
  logStream?: Writable,
): Promise<OpenedServer> {
  const log = createServerLog(config.get(loggingConfig), logStream);
  const core = config.get(coreConfig);
  const isSecure = baseUrlOf(core).startsWith('https:');
  const basePath = basePathOf(core);
  const { defaultLanguage } = config.get(languagesConfig);
  const languages = new RequestLanguages({ isSecure, basePath }, defaultLanguage);
  const site = { appName: core.appName, isSecure, basePath, languages };
  const edge = new Edge(config.get(httpConfig), new RequestLog(log), site);
  const losses = new SpanLosses(log);
  const tracing = await openTracing(config.get(tracingConfig), losses);
  const adapter = createHttpAdapter(edge, (instance) => {
    if (tracing) traceRequests(instance, edge, tracing.tracer);
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLogger(log.logger),
  });
  measure(app, edge, log);
  if (tracing) trace(app, tracing, losses);
  return { app, edge, log, tracing };
}

function measure(app: NestFastifyApplication, edge: Edge, { sink }: ServerLog): void {
  const requests = app.get(RequestMetrics);
  edge.observe((facts) => requests.observe(facts));
  const refusals = app.get(Refusals);
  edge.observe(({ code, route }) => {
    if (code !== undefined) refusals.tell({ code, route });
  });
  const metrics = app.get(Metrics);
  const gauges: [name: string, help: string, read: () => number][] = [
    ['http_requests_in_flight', 'Requests without an answer yet', () => edge.inFlight],
    ['http_connections', 'Connections of clients', () => edge.connections],
    [
      'http_connections_dropped',
      'Connections that were closed at once because there were as many as may be',
      () => edge.dropped,
    ],
    ['log_events_lost', 'Log events that nobody read in time', () => sink.dropped],
  ];
  for (const [name, help, read] of gauges) metrics.gauge(`gatehouse_${name}`, help, read);
}

function trace(app: NestFastifyApplication, { tracer }: Tracing, losses: SpanLosses): void {
  app.get(Traces).use(tracer);
  const help = 'Spans that the collector of traces refused, or that exceeded the queue';
  app.get(Metrics).gauge('gatehouse_trace_spans_lost', help, () => losses.count);
}
