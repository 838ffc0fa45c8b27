import { Server } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SilentDatabase } from '#libs/database';
import { inTime } from '#libs/kernel';
import { Lifecycle } from '#libs/operation';
import type { Edge, StopTimes } from '#api/platform/http';

/**
 * How the server ended: everything was answered; requests were cut at the deadline; or a feature did not close in
 * time.
 */
export type Ending = 'drained' | 'cut' | 'unclosed';

const POLL_MS = 20;
/** A request may be in transit on a connection that was used or opened, and not yet told to close, within this time. */
const QUIET_MS = 1_000;
/** Without a request for so long, load balancers have noticed that the server stops. */
const UNASKED_MS = 2_000;
/** The time for requests that arrive, and answers that are read, in pieces. */
const ARRIVAL_MS = 5_000;
/** A turn of the event loop that is shorter and accepted no connection has found nothing to do. */
const IDLE_TURN_MS = 1;
/** The most turns, so that a busy server closes, too. */
const IDLE_TURN_WAIT_MS = 1_000;
/**
 * The time for pools and workers to end once no request needs them: longer than any of them waits for an answer,
 * including a mail server that has received a whole mail.
 */
const CLOSE_DEADLINE_MS = 10_000;

const server = (app: NestFastifyApplication) => app.getHttpServer();

/** A load balancer without health checks notices only refused connections. */
async function waitWhileAsked(edge: Edge, patienceMs: number): Promise<void> {
  const startedMs = performance.now();
  while (edge.unaskedMs < UNASKED_MS && performance.now() - startedMs < patienceMs) {
    await sleep(POLL_MS);
  }
}

/**
 * Closing a listening socket resets the connections that the kernel has accepted and the process has not. The socket
 * closes at the end of a turn that has polled for connections and found none, so that almost no time is between.
 */
async function stopListening(app: NestFastifyApplication, edge: Edge): Promise<void> {
  const begunMs = performance.now();
  for (let turnMs = begunMs; turnMs - begunMs < IDLE_TURN_WAIT_MS;) {
    const { accepted } = edge;
    await nextTurn();
    const nowMs = performance.now();
    // A turn accepts one connection; others may wait in the queue.
    if (edge.accepted === accepted && nowMs - turnMs < IDLE_TURN_MS) break;
    turnMs = nowMs;
  }
  // `close` of an HTTP server ends idle connections at once, and with them requests that are in transit.
  Server.prototype.close.call(server(app));
}

/** Resolves when no connection is left, or `false` when requests are still without an answer at the deadline. */
async function isDrained(edge: Edge, deadlineMs: number): Promise<boolean> {
  const startedMs = performance.now();
  while (edge.connections > 0) {
    const passedMs = performance.now() - startedMs;
    if (passedMs > deadlineMs) return edge.inFlight === 0;
    // Data that arrived before this turn has been read.
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
 * Stops in steps: not ready, and each answer closes its connection; a delay for load balancers; no new connections;
 * the end of requests in flight or in transit; then the features close. Each step has a deadline: a request that
 * hangs is cut, and a feature that does not close is abandoned.
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
