import { HttpException, HttpStatus } from '@nestjs/common';
import { AppError } from '#libs/kernel';
import type { GatehouseReply, GatehouseRequest } from '../edge/request-context.js';
import { problemHeaders, toProblem } from './problem.js';
import { toAppError } from './to-app-error.js';

/** Answers with the problem document of whatever was thrown, and keeps what it was for the log. */
export function sendProblem(
  thrown: unknown,
  request: GatehouseRequest,
  reply: GatehouseReply,
): void {
  const error = refusalOf(thrown, request);
  request.refusal = { error, cause: error === thrown ? error.cause : thrown };
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  void reply
    .code(error.entry.status)
    .headers(problemHeaders(error))
    .send(JSON.stringify(toProblem(error, String(request.id))));
}

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
