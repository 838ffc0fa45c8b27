import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError, newId, type Code } from '#libs/kernel';
import type { RequestLog } from '#api/logging';
import { problemHeaders, toProblem } from '../problems/problem.js';
import { SECURITY_HEADERS } from './security-headers.js';

const CODES_OF: Readonly<Record<string, Code>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
};

const DETAILS: Partial<Record<Code, string>> = {
  HEADERS_TOO_LARGE: 'The headers are larger than 16 KiB.',
  REQUEST_TIMEOUT: 'The request did not arrive in time.',
  MALFORMED_REQUEST: 'This is not a well-formed HTTP request.',
};

/** What Node could not read as HTTP at all is answered by hand, as a problem document like any other. */
export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Socket,
  log: RequestLog,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = CODES_OF[error.code ?? ''] ?? 'MALFORMED_REQUEST';
  const refusal = new AppError(code, { detail: DETAILS[code] ?? code });
  const requestId = newId();
  const { status, level } = refusal.entry;
  socket.end(httpAnswer(refusal, requestId));
  log.write(level, {
    requestId,
    method: '-',
    route: null,
    status,
    durationMs: 0,
    ip: socket.remoteAddress ?? '0.0.0.0',
    userAgent: null,
    userId: undefined,
    serviceId: undefined,
    code,
    error: undefined,
  });
}

function httpAnswer(refusal: AppError, requestId: string): string {
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
