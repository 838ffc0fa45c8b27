import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from './eventually.js';

/** `accept`: accepts spans. `hang`: receives the request and never responds. `fail`: responds 503. */
export type CollectorMode = 'accept' | 'hang' | 'fail';

/** A received span. */
export interface CollectedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly isError: boolean;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** The resource attributes of the sending process. */
  readonly resource: Readonly<Record<string, string | number>>;
}

interface WireValue {
  readonly stringValue?: string;
  readonly intValue?: number | string;
}

interface WireAttribute {
  readonly key: string;
  readonly value: WireValue;
}

interface WireSpan extends Omit<CollectedSpan, 'attributes' | 'isError' | 'resource'> {
  readonly attributes: readonly WireAttribute[];
  readonly status?: { readonly code?: number };
}

interface WireBody {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly WireAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
  }[];
}

const ERROR_STATUS = 2;

/** An OpenTelemetry collector on loopback that stores received spans (JSON over HTTP). */
export class TraceCollector {
  mode: CollectorMode = 'accept';
  /** The number of requests with spans, whether accepted or not. */
  attempts = 0;
  readonly spans: CollectedSpan[] = [];
  /** The accepted request bodies, unchanged. */
  text = '';
  /** The headers of the last request. */
  headers: IncomingMessage['headers'] = {};
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => void this.receive(request, response));
  }

  static async start(port = 0): Promise<TraceCollector> {
    const collector = new TraceCollector();
    await new Promise<void>((resolve) => collector.server.listen(port, '127.0.0.1', resolve));
    return collector;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The settings with which a server sends spans to this collector. */
  get env(): Record<string, string> {
    return { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${this.port}` };
  }

  /** Waits for the first span that matches. */
  waitFor(fits: (span: CollectedSpan) => boolean, deadlineMs = 30_000): Promise<CollectedSpan> {
    return eventually(() => {
      const found = this.spans.find(fits);
      if (found) return found;
      throw new Error(`No such span; there are: ${this.spans.map(({ name }) => name).join(', ')}`);
    }, deadlineMs);
  }

  childrenOf({ traceId, spanId }: CollectedSpan): readonly CollectedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId && span.parentSpanId === spanId);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.attempts += 1;
    this.headers = request.headers;
    switch (this.mode) {
      case 'accept': {
        const text = Buffer.concat(chunks).toString('utf8');
        this.text += text;
        if (request.url === '/v1/traces') this.spans.push(...spansOf(JSON.parse(text) as WireBody));
        response.setHeader('content-type', 'application/json').end('{}');
        return;
      }
      case 'fail':
        response.writeHead(503).end();
        return;
      case 'hang':
        return;
    }
  }
}

function spansOf({ resourceSpans }: WireBody): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, kind, traceId, spanId, parentSpanId, status, attributes }) => ({
        ...{ name, kind, traceId, spanId, parentSpanId },
        isError: status?.code === ERROR_STATUS,
        attributes: recordOf(attributes),
        resource: recordOf(resource.attributes),
      })),
    ),
  );
}

function recordOf(attributes: readonly WireAttribute[]): Record<string, string | number> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]),
  );
}

export function startTraceCollector(port?: number): Promise<TraceCollector> {
  return TraceCollector.start(port);
}
