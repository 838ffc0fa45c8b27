import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseBearer } from '../caller-tokens.js';
import { FakeFeed } from './fake-feed.js';
import {
  admitted,
  askTokens,
  callerOf,
  introspect,
  invalidToken,
  jwks,
  manifest,
  notFound,
  validate,
  type FakeAnswer,
  type FakeCall,
} from './fake-routes.js';
import type { FakeState } from './fake-state.js';
import { permissions, unitPaths, unitsWhere } from './fake-unit-routes.js';

const MAX_BODY_BYTES = 1024 * 1024;

/** One HTTP server of the fake; several can share one state. */
export class FakeInstance {
  readonly calls = new Map<string, number>();
  readonly feeds = new Map<FakeFeed, string>();
  isFrozen = false;
  port = 0;
  private readonly server = createServer((request, response) => {
    void this.serve(request, response).catch(() => response.destroy());
  });

  constructor(
    private readonly state: FakeState,
    private readonly heartbeatMs: number,
    private readonly issuer?: string,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => resolve());
    });
    this.port = (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    this.cutFeeds();
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  cutFeeds(): void {
    for (const feed of this.feeds.keys()) feed.cut();
    this.feeds.clear();
  }

  /** Ends the feeds of callers that are no longer authorized. */
  dropUnauthorized(): void {
    for (const [feed, token] of this.feeds) {
      if (callerOf(this.state, token)) continue;
      feed.end();
      this.feeds.delete(feed);
    }
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request);
    const path = `${call.method} ${call.url.pathname}`;
    this.calls.set(path, (this.calls.get(path) ?? 0) + 1);
    const caller = admitted(this.state, call);
    if (path === 'GET /api/guard/feed' && caller) {
      return this.openFeed(call, caller, response);
    }
    const { status, body, headers } = this.answer(path, call);
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  private answer(path: string, call: FakeCall): FakeAnswer {
    const { state } = this;
    if (path === 'GET /.well-known/jwks.json') return jwks(state);
    const caller = admitted(state, call);
    if (!caller) return invalidToken();
    switch (path) {
      case 'GET /api/guard/permissions':
        return permissions(state, caller, call);
      case 'GET /api/guard/units':
        return unitPaths(state, call);
      case 'GET /api/guard/units/where':
        return unitsWhere(state, caller, call);
      case 'POST /api/tokens/introspect':
        return introspect(state, caller, call);
      case 'GET /api/tokens/validate':
        return validate(state, caller, call);
      case 'POST /api/guard/app-tokens':
        return askTokens(state, caller, call);
      case 'PUT /api/services/manifest':
        return manifest(state, caller, call);
      default:
        return notFound();
    }
  }

  private openFeed(
    call: FakeCall,
    { service, token }: NonNullable<ReturnType<typeof callerOf>>,
    response: ServerResponse,
  ): void {
    const { state, heartbeatMs, issuer = this.url } = this;
    const cursor = call.headers['last-event-id'];
    const feed = new FakeFeed(
      response,
      { state, issuer, service, token, heartbeatMs, isFrozen: () => this.isFrozen },
      typeof cursor === 'string' ? cursor : undefined,
    );
    this.feeds.set(feed, call.bearer ?? '');
    response.on('close', () => this.feeds.delete(feed));
  }
}

async function readCall(request: IncomingMessage): Promise<FakeCall> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('The body is too large');
    chunks.push(chunk);
  }
  const { authorization } = request.headers;
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', 'http://fake'),
    bearer: authorization === undefined ? undefined : parseBearer(authorization),
    headers: request.headers,
    text: Buffer.concat(chunks).toString(),
  };
}
