import type { ClientInfo } from '#libs/access';
import type { LogLevel } from '#libs/kernel';
import type { RequestFacts } from '#api/platform/logging';
import { UNKNOWN_ADDRESS } from './client-address.js';
import type { OpenRequest } from './connection.js';
import { requestIdOf, userAgentOf, type GatehouseRequest } from './request-context.js';

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
  const { request, response, framework, broken } = open;
  const ended = response.writableFinished ? response.statusCode : CLIENT_GONE;
  const common = {
    method: request.method ?? '-',
    // The pattern, never the path: a path may contain a mailed token.
    route: open.route,
    status: broken?.entry.status ?? ended,
    durationMs: performance.now() - open.startMs,
  };
  const client = framework?.client;
  return framework && client
    ? { ...common, ...ofFramework(framework, client), ...(broken && { code: broken.code }) }
    : { ...common, ...ofRaw(open), code: broken?.code };
}

type CallerFacts = Omit<RequestFacts, 'method' | 'route' | 'status' | 'durationMs'>;

function ofFramework(request: GatehouseRequest, client: ClientInfo): CallerFacts {
  const { refusal, principal, appPrincipal } = request;
  return {
    requestId: client.requestId,
    ip: client.ip,
    userAgent: client.userAgent,
    userId: principal?.userId,
    serviceId: appPrincipal?.serviceId,
    code: refusal?.error.code,
    error: refusal && refusal.error.entry.status >= 500 ? refusal.cause : undefined,
  };
}

/** The request ended before the framework received it. */
const ofRaw = ({ request: { headers } }: OpenRequest): CallerFacts => ({
  requestId: requestIdOf(headers),
  ip: UNKNOWN_ADDRESS,
  userAgent: userAgentOf(headers),
  userId: undefined,
  serviceId: undefined,
  code: undefined,
  error: undefined,
});

/** The level at which a request is logged. */
export function levelOf(open: OpenRequest, { status, route }: RequestFacts): LogLevel {
  const refused = open.broken ?? open.framework?.refusal?.error;
  if (refused) return refused.entry.level;
  return status < 400 && QUIET_ROUTES.has(route ?? '') ? 'debug' : 'info';
}
