import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import type { Clock } from '#libs/kernel';
import { DeclaredAnswers } from './declared-answers.js';
import { HttpClient } from './http-client.js';
import { PrefixProxy } from './prefix-proxy.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';
import { testEnvironment } from './test-environment.js';
import { temporaryFolder } from './test-run.js';

export interface TestAppOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  /** A database to share between instances; by default the app creates and drops its own. */
  readonly database?: Pick<TestDatabase, 'url'>;
}

/** The server inside this process, on a free port of 127.0.0.1. */
export interface TestApp extends HttpClient {
  readonly databaseUrl: string;
  /** Access to providers: `app.nest.get(Outbox)`. */
  readonly nest: INestApplication;
  /**
   * Stops it, and drops its own database, if any.
   * @throws Error if it has sent a status that a route does not declare
   */
  close(): Promise<void>;
}

/**
 * Closes all connections, including new ones: a client whose stream ended reconnects, and an unused connection would
 * delay the end.
 */
function hangUpOnAll(server: Server): void {
  server.on('connection', (socket) => socket.destroy());
  server.closeAllConnections();
}

/**
 * With TEST_BASE_PATH (`/auth`) the whole suite goes through nginx, which serves the server under that path, except in
 * tests that set their own address.
 */
async function prefixProxy(env: TestAppOptions['env'] = {}): Promise<PrefixProxy | undefined> {
  const prefix = process.env['TEST_BASE_PATH'];
  if (!prefix || env['APP_BASE_URL'] !== undefined) return undefined;
  const kind = process.env['TEST_BASE_PATH_IS_STRIPPED'] === 'true' ? 'strips' : 'passes';
  return PrefixProxy.prepare({ prefix, kind });
}

/** Starts the whole server with its own database. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const own = options.database ? undefined : await createTestDatabase();
  const databaseUrl = (options.database ?? own!).url;
  const dataDir = temporaryFolder('app');
  const proxy = await prefixProxy(options.env);
  const env = { ...(proxy && { APP_BASE_URL: proxy.url }), ...options.env };
  const environment = testEnvironment({ databaseUrl, dataDir, env });
  // Imported late, so that suites that need only a database do not load the whole server.
  const { createApp } = await import('../../../apps/api/src/create-app.js');
  const { OpenApi } = await import('../../../apps/api/src/platform/http/index.js');
  const nest = await createApp({ environment, ...(options.clock && { clock: options.clock }) });
  await nest.listen(0, '127.0.0.1');
  const answers = new DeclaredAnswers(nest, nest.get(OpenApi).getDocument());
  const { port } = nest.getHttpServer().address() as { port: number };
  await proxy?.serve(port);
  const client = new HttpClient(proxy?.url ?? `http://127.0.0.1:${port}`);
  const close = async (): Promise<void> => {
    client.hangUp();
    hangUpOnAll(nest.getHttpServer());
    await nest.close();
    await proxy?.stop();
    rmSync(dataDir, { recursive: true, force: true });
    await own?.drop();
    answers.assertNone();
  };
  return Object.assign(client, { databaseUrl, nest, close });
}
