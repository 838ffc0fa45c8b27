import type { LogLevel } from '#libs/kernel';
import type { RequestFacts } from '#api/platform/logging';
import { UNKNOWN_ADDRESS } from './client-address.js';
import type { OpenRequest } from './connection.js';
import { requestIdOf, type GatehouseRequest } from './request-context.js';

/** Status in logs and metrics when the client disconnected before the response was complete; the number is nginx's. */
const CLIENT_GONE = 499;

/** Routes that programs poll every few seconds; their successes are not logged at level info. */
export const QUIET_ROUTES: ReadonlySet<string> = new Set([
  '/health/live',
  '/health/ready',
  '/metrics',
]);

const UNKNOWN_CLIENT = { ip: UNKNOWN_ADDRESS, userAgent: null };

/** The facts of a request that has ended. */
export function factsOf(open: OpenRequest): RequestFacts {
  const { request, response, broken } = open;
  return {
    ...(open.framework ? ofFramework(open.framework) : (ofFastPath(open) ?? ofRaw(open))),
    method: request.method ?? '-',
    status: broken?.entry.status ?? (response.writableFinished ? response.statusCode : CLIENT_GONE),
    durationMs: performance.now() - open.startMs,
    ...(broken && { code: broken.code }),
  };
}

type CallerFacts = Omit<RequestFacts, 'method' | 'status' | 'durationMs'>;

function ofFramework(request: GatehouseRequest): CallerFacts {
  const { refusal, client = UNKNOWN_CLIENT, principal, appPrincipal } = request;
  return {
    requestId: String(request.id),
    // The pattern, never the path: a path may contain a mailed token.
    route: request.routeOptions?.url ?? null,
    ip: client.ip,
    userAgent: client.userAgent,
    userId: principal?.userId,
    serviceId: appPrincipal?.serviceId,
    code: refusal?.error.code,
    error: refusal && refusal.error.entry.status >= 500 ? refusal.cause : undefined,
  };
}

function ofFastPath({ fast }: OpenRequest): CallerFacts | null {
  if (!fast) return null;
  const { client, route, serviceId } = fast;
  const { requestId, ip, userAgent } = client;
  return { ...NOTHING, requestId, route, ip, userAgent, serviceId };
}

/** The request ended before the framework or the fast path received it. */
function ofRaw({ request }: OpenRequest): CallerFacts {
  const userAgent = request.headers['user-agent']?.slice(0, 512) ?? null;
  return { ...NOTHING, requestId: requestIdOf(request.headers), userAgent };
}

const NOTHING = {
  route: null,
  ip: UNKNOWN_ADDRESS,
  userId: undefined,
  serviceId: undefined,
  code: undefined,
  error: undefined,
};

/** The level at which a request is logged. */
export function levelOf(open: OpenRequest, { status, route }: RequestFacts): LogLevel {
  const refused = open.broken ?? open.framework?.refusal?.error;
  if (refused) return refused.entry.level;
  return status < 400 && QUIET_ROUTES.has(route ?? '') ? 'debug' : 'info';
}
