import { Server } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SilentDatabase } from '#libs/database';
import { inTime } from '#libs/kernel';
import { Lifecycle } from '#libs/operation';
import type { Edge, StopTimes } from '#api/platform/http';

/** How the server ended: everything was answered; requests were cut at the deadline; or a room did not close in time. */
export type Ending = 'drained' | 'cut' | 'unclosed';

const POLL_MS = 20;
/** A request may be on its way on a connection that was used, opened or told nothing so lately. */
const QUIET_MS = 1_000;
/** Nobody has asked for anything so long: load balancers have noticed. */
const UNASKED_MS = 2_000;
/** For requests that arrive in pieces, and answers that are taken in pieces. */
const ARRIVAL_MS = 5_000;
/** A turn of the event loop that is shorter, and has accepted nobody, has found nothing to do. */
const IDLE_TURN_MS = 1;
/** A server that finds something to do in each turn closes all the same. */
const IDLE_TURN_WAIT_MS = 1_000;
/**
 * For pools and workers to end, once no request needs them: longer than any of them waits for something that
 * answers, a mail server that has a whole mail included.
 */
const CLOSE_DEADLINE_MS = 10_000;

const server = (app: NestFastifyApplication) => app.getHttpServer();

/** A load balancer that asks nobody for their health notices only that connections are refused. */
async function waitWhileAsked(edge: Edge, patienceMs: number): Promise<void> {
  const startedMs = performance.now();
  while (edge.unaskedMs < UNASKED_MS && performance.now() - startedMs < patienceMs) {
    await sleep(POLL_MS);
  }
}

/**
 * What the kernel has accepted for a listening socket and nobody has taken is reset when that closes. It closes at the
 * end of a turn that has asked for such connections and found nothing to do, so that next to no time is between.
 */
async function stopListening(app: NestFastifyApplication, edge: Edge): Promise<void> {
  const begunMs = performance.now();
  for (let turnMs = begunMs; turnMs - begunMs < IDLE_TURN_WAIT_MS;) {
    const { accepted } = edge;
    await nextTurn();
    const nowMs = performance.now();
    // A turn accepts one connection; others may wait behind it.
    if (edge.accepted === accepted && nowMs - turnMs < IDLE_TURN_MS) break;
    turnMs = nowMs;
  }
  // `close` of an HTTP server ends idle connections at once, and with them the requests that are on their way.
  Server.prototype.close.call(server(app));
}

/** Resolves when no connection is left, or `false` when requests are still without an answer at the deadline. */
async function isDrained(edge: Edge, deadlineMs: number): Promise<boolean> {
  const startedMs = performance.now();
  while (edge.connections > 0) {
    const passedMs = performance.now() - startedMs;
    if (passedMs > deadlineMs) return edge.inFlight === 0;
    // What has come in before this turn has been read.
    await nextTurn();
    edge.endQuiet(QUIET_MS, passedMs > ARRIVAL_MS);
    edge.endUnfinished(ARRIVAL_MS);
    await sleep(POLL_MS);
  }
  return true;
}

async function closeRooms(app: NestFastifyApplication): Promise<boolean> {
  await app.get(SilentDatabase).leave();
  const closed = app.close().then(() => true);
  return inTime(closed, CLOSE_DEADLINE_MS, () => false);
}

/**
 * Not ready, and no answer keeps its connection; a delay for load balancers; then no new connections; then what is in
 * flight or on its way; then the rooms. Each step has an end: a request that hangs is cut at the deadline, and a room
 * that does not close is left behind.
 */
export async function stopServer(
  app: NestFastifyApplication,
  edge: Edge,
  { delaySeconds, patienceSeconds, deadlineSeconds }: StopTimes,
): Promise<Ending> {
  app.get(Lifecycle).beginDraining();
  edge.beginClosing();
  await sleep(delaySeconds * 1000);
  await waitWhileAsked(edge, patienceSeconds * 1000);
  await stopListening(app, edge);
  const isComplete = await isDrained(edge, deadlineSeconds * 1000);
  server(app).closeAllConnections();
  const isClosed = await closeRooms(app);
  if (!isComplete) return 'cut';
  return isClosed ? 'drained' : 'unclosed';
}
