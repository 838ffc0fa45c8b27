import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ConfigOf } from '#libs/config';
import { Lifecycle } from '#libs/operation';
import type { Edge, httpConfig } from '../http/index.js';

/** How the server ended: everything was answered, or requests were cut at the deadline. */
export type Ending = 'drained' | 'cut';

type StopConfig = Pick<
  ConfigOf<typeof httpConfig>,
  'shutdownDelaySeconds' | 'shutdownDeadlineSeconds'
>;

const POLL_MS = 20;
/**
 * For pools and workers to end, once no request needs them: longer than any of them waits for something that
 * answers, a mail server that has a whole mail included.
 */
const CLOSE_DEADLINE_MS = 10_000;

const server = (app: NestFastifyApplication) => app.getHttpServer();

/** Resolves when nothing is in flight any more, or `false` when the time is over. */
async function isDrained(edge: Edge, deadlineMs: number): Promise<boolean> {
  const started = performance.now();
  while (edge.inFlight > 0) {
    if (performance.now() - started > deadlineMs) return false;
    await sleep(POLL_MS);
  }
  return true;
}

async function closeRooms(app: NestFastifyApplication): Promise<boolean> {
  const late = sleep(CLOSE_DEADLINE_MS, false, { ref: false });
  return Promise.race([app.close().then(() => true), late]);
}

/**
 * Not ready any more, then no new connections, then what is in flight, then the rooms. Each step has an
 * end: a request that hangs is cut at the deadline, and a room that does not close is left behind.
 */
export async function stopServer(
  app: NestFastifyApplication,
  edge: Edge,
  config: StopConfig,
): Promise<Ending> {
  app.get(Lifecycle).beginDraining();
  await sleep(config.shutdownDelaySeconds * 1000);
  edge.beginClosing();
  server(app).close();
  const isComplete = await isDrained(edge, config.shutdownDeadlineSeconds * 1000);
  server(app).closeAllConnections();
  const isClosed = await closeRooms(app);
  return isComplete && isClosed ? 'drained' : 'cut';
}
