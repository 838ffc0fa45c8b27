import type { IncomingHttpHeaders } from 'node:http';
import { HttpException, HttpStatus } from '@nestjs/common';
import { AppError } from '#libs/kernel';
import { html } from '#api/platform/html';
import type { GatehouseReply, GatehouseRequest } from '../edge/request-context.js';
import { problemHeaders, toProblem } from './problem.js';
import { problemPage } from './problem-page.js';
import { toAppError } from './to-app-error.js';

/** Paths for programs, also when a browser opens them. */
const FOR_PROGRAMS = /^\/(?:api|health|metrics|\.well-known)(?:[/?]|$)|^\/docs\/openapi\.json/;

const HTML = /(?:^|,)\s*text\/html\s*(?:;(?!\s*q=0(?:\.0*)?\s*(?:,|$))[^,]*)?(?:,|$)/i;
const JSON_TYPE = /\bjson\b/i;

/** Whether the caller is a browser that navigates to a page. Scripts in a page accept JSON or anything. */
export const acceptsPage = ({ accept = '' }: IncomingHttpHeaders): boolean =>
  HTML.test(accept) && !JSON_TYPE.test(accept);

/** Whether a refusal is sent as a page: to a browser, at a path that users open. */
export const wantsPage = (url: string, headers: IncomingHttpHeaders): boolean =>
  acceptsPage(headers) && !FOR_PROGRAMS.test(url);

/** A complete response to a refusal instead of the problem document: a page, or a redirect to an application. */
export interface RefusalAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Responds with the problem document of an error, with the result of `instead`, or with a page for a browser. Stores
 * the refusal on the request for the log.
 */
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
    // These headers belong to the status: in a redirect they would mean something else (RFC 9110 section 10.2.3).
    const own = other.status === error.entry.status ? problemHeaders(error) : {};
    void reply
      .code(other.status)
      .headers({ ...own, ...other.headers })
      .send(other.body);
    return;
  }
  const requestId = String(request.id);
  reply.code(error.entry.status).headers(problemHeaders(error));
  if (wantsPage(request.url, request.headers)) sendPage(error, request, reply);
  else void reply.send(JSON.stringify(toProblem(error, requestId)));
}

/** The same refusal as a page for a browser. */
function sendPage(error: AppError, request: GatehouseRequest, reply: GatehouseReply): void {
  const { basePath, languages } = request.server.gatehouseSite;
  languages.keep(request, reply);
  const { headers, body } = problemPage(error, request, {
    wayOn: (say) => html`<p><a href="${`${basePath}/`}">${say('toStart')}</a></p>`,
  });
  void reply.headers(headers).send(body);
}

/** A path that exists for other methods is refused with 405 and names them. */
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
