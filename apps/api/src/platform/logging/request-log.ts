import type { LogLevel } from '#libs/kernel';
import type { ServerLog } from './create-logger.js';
import { scrubText } from './scrub.js';

/** The facts of a request for log and metrics; no path with its parameters, no query, no body. */
export interface RequestFacts {
  readonly requestId: string;
  readonly method: string;
  /** The route's pattern; `null` for a path that is not served. */
  readonly route: string | null;
  readonly status: number;
  readonly durationMs: number;
  readonly ip: string;
  readonly userAgent: string | null;
  readonly userId: string | undefined;
  readonly serviceId: string | undefined;
  /** The code of the refusal. */
  readonly code: string | undefined;
  /** The error of an internal failure. */
  readonly error: unknown;
}

const MAX_USER_AGENT = 256;

const known = (fields: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  );

const agentOf = ({ userAgent }: RequestFacts) =>
  userAgent === null ? null : scrubText(userAgent.slice(0, MAX_USER_AGENT));

/** The message of the event. */
const requestWords = ({ method, route, status }: RequestFacts) =>
  `${method} ${route ?? '(no route)'} ${status}`;

/** The event with our own field names. */
function requestEvent(facts: RequestFacts): object {
  return known({
    request_id: facts.requestId,
    method: facts.method,
    route: facts.route,
    status: facts.status,
    duration_ms: Math.round(facts.durationMs * 10) / 10,
    ip: facts.ip,
    user_agent: agentOf(facts),
    user_id: facts.userId,
    service_id: facts.serviceId,
    code: facts.code,
    err: facts.error,
  });
}

/** The event with the field names of the Elastic Common Schema. */
function ecsRequestEvent(facts: RequestFacts): object {
  return known({
    'http.request.id': facts.requestId,
    'http.request.method': facts.method,
    'http.response.status_code': facts.status,
    'http.route': facts.route,
    'event.duration': Math.round(facts.durationMs * 1e6),
    'event.outcome': facts.status < 400 ? 'success' : 'failure',
    'event.reason': facts.code,
    'client.ip': facts.ip,
    'user_agent.original': agentOf(facts),
    'user.id': facts.userId,
    'service.id': facts.serviceId,
    err: facts.error,
  });
}

/** Writes one event for each request, however it ended. */
export class RequestLog {
  private readonly toEvent: (facts: RequestFacts) => object;

  constructor(private readonly log: ServerLog) {
    this.toEvent = log.format === 'ecs' ? ecsRequestEvent : requestEvent;
  }

  write(level: LogLevel, facts: RequestFacts): void {
    if (!this.log.logger.isLevelEnabled(level)) return;
    this.log.logger[level](this.toEvent(facts), requestWords(facts));
  }
}
