import {
  Catch,
  Inject,
  Logger,
  Optional,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { RefusalPort } from '#libs/access';
import { SchemaSuspicion } from '#libs/database';
import type { AppError, Code } from '#libs/kernel';
import type { GatehouseReply, GatehouseRequest } from '../edge/request-context.js';
import { sendProblem, type RefusalAnswer } from './send-problem.js';
import { toRefusedAttempt } from './to-refused-attempt.js';
import { toRefusedCall } from './to-refused-call.js';

/** Work for which nobody waits any more, and which was not begun: nothing has failed. */
const GIVEN_UP: ReadonlySet<Code> = new Set(['HASH_QUEUE_FULL', 'SHUTTING_DOWN']);

type Instead = (error: AppError) => RefusalAnswer | null;

/** The only maker of refusals: whatever was thrown becomes a problem document, and nothing else of it leaves. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Requests');

  /** Without the trail nobody is told of refusals, and without a database of no schema. */
  constructor(
    @Optional() @Inject(RefusalPort) private readonly refusals: RefusalPort | null,
    @Optional() @Inject(SchemaSuspicion) private readonly suspicion: SchemaSuspicion | null,
  ) {}

  /**
   * Answers with the problem document of what was thrown; everything that goes with a refusal happens once.
   * @param instead another answer, where it gives one
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
    // The one event of the request is written when its client goes, and knows nothing of what comes after.
    const isTold = reply.raw.closed;
    sendProblem(thrown, request, reply, instead);
    if (isTold) this.tellLate(request);
    const call = toRefusedCall(request);
    if (call) this.refusals?.note(call);
    const attempt = toRefusedAttempt(request);
    if (attempt) this.refusals?.noteAttempt(attempt);
  }

  private tellLate({ id, refusal }: GatehouseRequest): void {
    if (!refusal || refusal.error.entry.status < 500) return;
    if (GIVEN_UP.has(refusal.error.code)) return;
    const facts = { request_id: id, code: refusal.error.code, err: refusal.cause };
    this.logger.error('A request failed after its client had gone', facts);
  }
}
