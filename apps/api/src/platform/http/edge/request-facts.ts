import type { ClientInfo } from '#libs/access';
import type { LogLevel } from '#libs/kernel';
import type { RequestFacts } from '#api/platform/logging';
import { UNKNOWN_ADDRESS } from './client-address.js';
import type { OpenRequest } from './connection.js';
import {
  requestIdOf,
  userAgentOf,
  type GatehouseRequest,
  type Refusal,
} from './request-context.js';

/** Status in logs and metrics when the client disconnected before the response was complete; the number is nginx's. */
const CLIENT_GONE = 499;

/** Routes that programs poll every few seconds; their successes are not logged at level info. */
export const QUIET_ROUTES: ReadonlySet<string> = new Set([
  '/health/live',
  '/health/ready',
  '/metrics',
]);

/** The facts of a request that has ended. */
export function factsOf(open: OpenRequest): RequestFacts {
  const { framework } = open;
  const client = framework?.client;
  return framework && client ? ofFramework(open, framework, client) : ofRaw(open);
}

/** Written field by field: this runs for each request, and merging objects costs many times as much. */
function ofFramework(
  open: OpenRequest,
  { refusal, principal, appPrincipal }: GatehouseRequest,
  client: ClientInfo,
): RequestFacts {
  return {
    requestId: client.requestId,
    method: open.request.method ?? '-',
    // The pattern, never the path: a path may contain a mailed token.
    route: open.route,
    status: statusOf(open),
    durationMs: performance.now() - open.startMs,
    ip: client.ip,
    userAgent: client.userAgent,
    userId: principal?.userId,
    serviceId: appPrincipal?.serviceId,
    code: open.broken?.code ?? refusal?.error.code,
    error: errorOf(refusal),
  };
}

/** The request ended before the framework received it. */
function ofRaw(open: OpenRequest): RequestFacts {
  const { method, headers } = open.request;
  return {
    requestId: requestIdOf(headers),
    method: method ?? '-',
    route: open.route,
    status: statusOf(open),
    durationMs: performance.now() - open.startMs,
    ip: UNKNOWN_ADDRESS,
    userAgent: userAgentOf(headers),
    userId: undefined,
    serviceId: undefined,
    code: open.broken?.code,
    error: undefined,
  };
}

function statusOf({ broken, response }: OpenRequest): number {
  if (broken) return broken.entry.status;
  return response.writableFinished ? response.statusCode : CLIENT_GONE;
}

const errorOf = (refusal: Refusal | undefined): unknown =>
  refusal && refusal.error.entry.status >= 500 ? refusal.cause : undefined;

/** The level at which a request is logged. */
export function levelOf(open: OpenRequest, { status, route }: RequestFacts): LogLevel {
  const refused = open.broken ?? open.framework?.refusal?.error;
  if (refused) return refused.entry.level;
  return status < 400 && QUIET_ROUTES.has(route ?? '') ? 'debug' : 'info';
}
