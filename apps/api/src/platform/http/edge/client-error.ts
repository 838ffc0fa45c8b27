import { STATUS_CODES } from 'node:http';
import { AppError, type Code } from '#libs/kernel';
import type { RequestFacts } from '#api/platform/logging';
import { problemHeaders, toProblem } from '../problems/problem.js';
import { UNKNOWN_ADDRESS } from './client-address.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Node's error code for a request that did not arrive in time. */
const LATE = 'ERR_HTTP_REQUEST_TIMEOUT';

const CODES_OF: Readonly<Record<string, Code>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  [LATE]: 'REQUEST_TIMEOUT',
};

const DETAILS: Partial<Record<Code, string>> = {
  HEADERS_TOO_LARGE: 'The headers are larger than 16 KiB.',
  REQUEST_TIMEOUT: 'The request did not arrive in time.',
  MALFORMED_REQUEST: 'This is not a well-formed HTTP request.',
};

/** The refusal of bytes that Node could not parse as HTTP. */
export function toClientRefusal(error: NodeJS.ErrnoException): AppError {
  const code = CODES_OF[error.code ?? ''] ?? 'MALFORMED_REQUEST';
  return new AppError(code, { detail: DETAILS[code] ?? code });
}

/** An error like Node's own for a request that did not arrive in time. */
export const requestTimeout = (): NodeJS.ErrnoException =>
  Object.assign(new Error('Request timeout'), { code: LATE });

/** The facts of bytes that never became a request, for log and metrics. */
export function factsOfNoRequest(
  { code, entry: { status } }: AppError,
  requestId: string,
  address: string | undefined,
): RequestFacts {
  return {
    requestId,
    method: '-',
    route: null,
    status,
    durationMs: 0,
    ip: address ?? UNKNOWN_ADDRESS,
    userAgent: null,
    userId: undefined,
    serviceId: undefined,
    code,
    error: undefined,
  };
}

/**
 * A complete HTTP response as text, for a connection on which Node cannot respond: a problem document like any other.
 */
export function httpAnswer(refusal: AppError, requestId: string): string {
  const body = JSON.stringify(toProblem(refusal, requestId));
  const headers = {
    ...SECURITY_HEADERS,
    ...problemHeaders(refusal),
    'x-request-id': requestId,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const { status } = refusal.entry;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n');
}

/** RFC 9110 section 10.2.1: `Allow` is empty, because CONNECT targets support no method. */
export const noTunnels = () =>
  new AppError('METHOD_NOT_ALLOWED', {
    detail: 'This server opens no tunnels.',
    headers: { allow: '' },
  });
