import {
  Catch,
  Inject,
  Logger,
  Optional,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import {
  RefusalPort,
  signInKindOf,
  type RefusedAttempt,
  type RouteFacts,
  type RefusedCall,
} from '#libs/access';
import { SchemaSuspicion } from '#libs/database';
import type { AppError, Code } from '#libs/kernel';
import type { GatehouseReply, GatehouseRequest } from '../edge/request-context.js';
import { sendProblem, type RefusalAnswer } from './send-problem.js';

/** Codes that refuse a sign-in before its feature reads the request. */
const UNSEEN: ReadonlySet<string> = new Set(['RATE_LIMITED', 'CAPTCHA_REQUIRED']);

/** The audit event of a sign-in that was refused before it was processed; `null` for other requests. */
export function toRefusedAttempt(request: GatehouseRequest): RefusedAttempt | null {
  const { refusal, client } = request;
  const facts = (request.routeOptions.config ?? {}) as RouteFacts;
  const signsIn = signInKindOf(facts, request.body);
  if (!signsIn || !refusal || !client || !UNSEEN.has(refusal.error.code)) return null;
  return { type: 'login.failed', error: refusal.error, client, details: { method: signsIn } };
}

/** The caller is known and may not do it, or not without a second factor. */
const isForbidden = ({ code, entry }: AppError) =>
  entry.status === 403 || code === 'INSUFFICIENT_AUTHENTICATION';

/** The audit event of a refusal of what an authenticated caller may not do; `null` for other requests. */
function toRefusedCall(request: GatehouseRequest): RefusedCall | null {
  const { refusal, client, principal = null, appPrincipal = null } = request;
  if (!refusal || !client || !isForbidden(refusal.error)) return null;
  if (!principal && !appPrincipal) return null;
  const { code, params } = refusal.error;
  return {
    principal,
    appPrincipal,
    client,
    code,
    method: request.method,
    route: request.routeOptions.url ?? 'none',
    missing: params['required_permission'] ?? params['missing_permissions'],
  };
}

/** Codes of work that was not started because its client had disconnected: not a failure. */
const GIVEN_UP: ReadonlySet<Code> = new Set(['HASH_QUEUE_FULL', 'SHUTTING_DOWN']);

type Instead = (error: AppError) => RefusalAnswer | null;

/**
 * The only place that writes refusals: every thrown error becomes a problem document, and nothing else of the error is
 * sent.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Requests');

  /**
   * Both are optional: without the audit module refusals are not recorded, and without the database module schema
   * problems are not explained.
   */
  constructor(
    @Optional() @Inject(RefusalPort) private readonly refusals: RefusalPort | null,
    @Optional() @Inject(SchemaSuspicion) private readonly suspicion: SchemaSuspicion | null,
  ) {}

  /**
   * Responds with the problem document of an error; all side effects of a refusal happen once.
   * @param instead returns another response, or `null` for the problem document
   */
  catch(thrown: unknown, host: ArgumentsHost, instead?: Instead): void {
    const explained = this.suspicion?.explain(thrown);
    if (explained) void explained.then((known) => this.answer(known, host, instead));
    else this.answer(thrown, host, instead);
  }

  private answer(thrown: unknown, host: ArgumentsHost, instead?: Instead): void {
    const http = host.switchToHttp();
    const request = http.getRequest<GatehouseRequest>();
    const reply = http.getResponse<GatehouseReply>();
    // The log event of the request is written when its client disconnects, and does not include later failures.
    const isEventWritten = reply.raw.closed;
    sendProblem(thrown, request, reply, instead);
    if (isEventWritten) this.logLate(request);
    const call = toRefusedCall(request);
    if (call) this.refusals?.note(call);
    const attempt = toRefusedAttempt(request);
    if (attempt) this.refusals?.noteAttempt(attempt);
  }

  private logLate({ id, refusal }: GatehouseRequest): void {
    if (!refusal || refusal.error.entry.status < 500) return;
    if (GIVEN_UP.has(refusal.error.code)) return;
    const facts = { request_id: id, code: refusal.error.code, err: refusal.cause };
    this.logger.error('A request failed after its client had gone', facts);
  }
}
