import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { RefusalPort, type ProblemDocuments, type RefusalAnswer } from '#libs/access';
import { SchemaSuspicion } from '#libs/database';
import type { AppError, Code } from '#libs/kernel';
import type { GatehouseReply, GatehouseRequest } from '../edge/request-context.js';
import { sendProblem } from './send-problem.js';
import { toRefusedAttempt } from './to-refused-attempt.js';
import { toRefusedCall } from './to-refused-call.js';

/** Work for which nobody waits any more, and which was not begun: nothing has failed. */
const GIVEN_UP: ReadonlySet<Code> = new Set(['HASH_QUEUE_FULL', 'SHUTTING_DOWN']);

type Instead = (error: AppError) => RefusalAnswer | null;

/** The only maker of refusals: whatever was thrown becomes a problem document, and nothing else of it leaves. */
@Catch()
export class ProblemFilter implements ExceptionFilter, ProblemDocuments {
  private readonly logger = new Logger('Requests');
  private port: { readonly found: RefusalPort | null } | undefined;
  private suspicion: { readonly found: SchemaSuspicion | null } | undefined;

  constructor(private readonly modules: ModuleRef) {}

  catch(thrown: unknown, host: ArgumentsHost, instead?: Instead): void {
    const explained = this.getSuspicion()?.explain(thrown);
    if (explained) void explained.then((known) => this.answer(known, host, instead));
    else this.answer(thrown, host, instead);
  }

  private answer(thrown: unknown, host: ArgumentsHost, instead?: Instead): void {
    const http = host.switchToHttp();
    const request = http.getRequest<GatehouseRequest>();
    const reply = http.getResponse<GatehouseReply>();
    // The one event of the request is written when its client goes, and knows nothing of what comes after.
    const isTold = reply.raw.closed;
    sendProblem(thrown, request, reply, instead);
    if (isTold) this.tellLate(request);
    const call = toRefusedCall(request);
    if (call) this.getPort()?.note(call);
    const attempt = toRefusedAttempt(request);
    if (attempt) this.getPort()?.noteAttempt(attempt);
  }

  private tellLate({ id, refusal }: GatehouseRequest): void {
    if (!refusal || refusal.error.entry.status < 500) return;
    if (GIVEN_UP.has(refusal.error.code)) return;
    const facts = { request_id: id, code: refusal.error.code, err: refusal.cause };
    this.logger.error('A request failed after its client had gone', facts);
  }

  /** Without the feature that records refusals there is no recipient. */
  private getPort(): RefusalPort | null {
    this.port ??= { found: this.find(RefusalPort) };
    return this.port.found;
  }

  private getSuspicion(): SchemaSuspicion | null {
    this.suspicion ??= { found: this.find(SchemaSuspicion) };
    return this.suspicion.found;
  }

  private find<T>(type: abstract new (...args: never[]) => T): T | null {
    try {
      return this.modules.get<T>(type, { strict: false });
    } catch {
      return null;
    }
  }
}
