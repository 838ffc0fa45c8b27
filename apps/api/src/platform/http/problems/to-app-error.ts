import { HttpException } from '@nestjs/common';
import { translateDatabaseError } from '#libs/database';
import { AppError, isAppError, type Code } from '#libs/kernel';

/** The codes of errors from Fastify, Node and Nest, by status. */
const BY_STATUS: Readonly<Record<number, Code>> = {
  400: 'MALFORMED_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'ROUTE_NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  408: 'REQUEST_TIMEOUT',
  413: 'BODY_TOO_LARGE',
  414: 'URI_TOO_LONG',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  431: 'HEADERS_TOO_LARGE',
  503: 'SERVICE_UNAVAILABLE',
};

const DETAILS: Partial<Record<Code, string>> = {
  ROUTE_NOT_FOUND: 'There is nothing at this address.',
  BODY_TOO_LARGE: 'The body is larger than 64 KiB.',
  URI_TOO_LONG: 'The address, or a part of it, is too long.',
  UNSUPPORTED_MEDIA_TYPE: 'Send the body as Content-Type: application/json.',
  MALFORMED_REQUEST: 'The request is not well-formed.',
  INTERNAL_ERROR:
    'Something went wrong on our side. Try again; if it stays so, report the request id.',
};

const fromCode = (code: Code, cause: unknown) =>
  new AppError(code, { cause, ...(DETAILS[code] && { detail: DETAILS[code] }) });

const statusOf = (thrown: unknown): number | undefined => {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const status = (thrown as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : undefined;
};

/** Converts any thrown value to a refusal of the catalogue. Unknown errors are `INTERNAL_ERROR`. */
export function toAppError(thrown: unknown): AppError {
  const known = translateDatabaseError(thrown);
  if (isAppError(known)) return known;
  const code = BY_STATUS[statusOf(thrown) ?? 500];
  return fromCode(code ?? 'INTERNAL_ERROR', thrown);
}
