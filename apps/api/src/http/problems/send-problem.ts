import { HttpException, HttpStatus } from '@nestjs/common';
import type { RefusalAnswer } from '#libs/access';
import { AppError } from '#libs/kernel';
import type { GatehouseReply, GatehouseRequest } from '../edge/request-context.js';
import { problemHeaders, toProblem } from './problem.js';
import { toAppError } from './to-app-error.js';

/** Answers with the problem document of whatever was thrown, or what stands for it, and keeps what it was for the log. */
export function sendProblem(
  thrown: unknown,
  request: GatehouseRequest,
  reply: GatehouseReply,
  instead?: (error: AppError) => RefusalAnswer | null,
): void {
  const error = refusalOf(thrown, request);
  request.refusal = { error, cause: error === thrown ? error.cause : thrown };
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  const other = instead?.(error);
  if (other) {
    const retry = pick(problemHeaders(error), 'retry-after');
    void reply
      .code(other.status)
      .headers({ ...retry, ...other.headers })
      .send(other.body);
    return;
  }
  void reply
    .code(error.entry.status)
    .headers(problemHeaders(error))
    .send(JSON.stringify(toProblem(error, String(request.id))));
}

const pick = (headers: Readonly<Record<string, string>>, name: string) =>
  headers[name] === undefined ? {} : { [name]: headers[name] };

/** A path that exists for other methods answers 405 and says for which. */
function refusalOf(thrown: unknown, request: GatehouseRequest): AppError {
  const error = toAppError(thrown);
  const isUnrouted =
    thrown instanceof HttpException && thrown.getStatus() === Number(HttpStatus.NOT_FOUND);
  const allowed = isUnrouted ? request.server.gatehouseRoutes.methodsOf(request.url) : [];
  if (allowed.length === 0) return error;
  return new AppError('METHOD_NOT_ALLOWED', {
    detail: `This address answers ${allowed.join(', ')} only.`,
    headers: { allow: allowed.join(', ') },
  });
}
