import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import type { Clock } from '#libs/kernel';
import { DeclaredAnswers } from './declared-answers.js';
import { HttpClient } from './http-client.js';
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

/** Boots the whole server over a database of its own. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const own = options.database ? undefined : await createTestDatabase();
  const databaseUrl = (options.database ?? own!).url;
  const dataDir = temporaryFolder('app');
  const environment = testEnvironment({ databaseUrl, dataDir, env: options.env ?? {} });
  // Suites that need only a database shall not load the whole server.
  const { createApp } = await import('../../../apps/api/src/create-app.js');
  const { OpenApi } = await import('../../../apps/api/src/http/index.js');
  const nest = await createApp({ environment, ...(options.clock && { clock: options.clock }) });
  await nest.listen(0, '127.0.0.1');
  const answers = new DeclaredAnswers(nest, await nest.get(OpenApi).getDocument());
  const { port } = nest.getHttpServer().address() as { port: number };
  const client = new HttpClient(`http://127.0.0.1:${port}`);
  const close = async (): Promise<void> => {
    client.hangUp();
    hangUpOnAll(nest.getHttpServer());
    await nest.close();
    rmSync(dataDir, { recursive: true, force: true });
    await own?.drop();
    answers.assertNone();
  };
  return Object.assign(client, { databaseUrl, nest, close });
}
