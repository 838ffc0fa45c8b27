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
  /** One to share, for several instances; otherwise the app gets one of its own and drops it. */
  readonly database?: Pick<TestDatabase, 'url'>;
}

/** The server in this process, on a free port of 127.0.0.1. */
export interface TestApp extends HttpClient {
  readonly databaseUrl: string;
  /** To reach what is inside: `app.nest.get(Outbox)`. */
  readonly nest: INestApplication;
  /**
   * Stops it, and drops its database when it has one of its own.
   * @throws Error when it has answered with a status that a route does not declare
   */
  close(): Promise<void>;
}

/** A client that has given up a stream opens a connection in its stead, and an unused one would hold up the end. */
function hangUpOnAll(server: Server): void {
  server.on('connection', (socket) => socket.destroy());
  server.closeAllConnections();
}

/**
 * With TEST_BASE_PATH (`/auth`) the whole suite goes through nginx, which serves the server under that path; not
 * where a test has an address of its own.
 */
async function prefixProxy(env: TestAppOptions['env'] = {}): Promise<PrefixProxy | undefined> {
  const prefix = process.env['TEST_BASE_PATH'];
  if (!prefix || env['APP_BASE_URL'] !== undefined) return undefined;
  const kind = process.env['TEST_BASE_PATH_IS_STRIPPED'] === 'true' ? 'strips' : 'passes';
  return PrefixProxy.prepare({ prefix, kind });
}

/** Boots the whole server over a database of its own. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const own = options.database ? undefined : await createTestDatabase();
  const databaseUrl = (options.database ?? own!).url;
  const dataDir = temporaryFolder('app');
  const proxy = await prefixProxy(options.env);
  const env = { ...(proxy && { APP_BASE_URL: proxy.url }), ...options.env };
  const environment = testEnvironment({ databaseUrl, dataDir, env });
  // Suites that need only a database shall not load the whole server.
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
