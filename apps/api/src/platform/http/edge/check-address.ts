import type { IncomingMessage } from 'node:http';
import { AppError } from '#libs/kernel';
import { isUnsafeText } from '../input/unsafe-text.js';
import { isRepeated } from './request-context.js';

export const MAX_ADDRESS_LENGTH = 8192;
const MAX_PARAMETERS = 50;

const malformed = (detail: string) => new AppError('MALFORMED_REQUEST', { detail });

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed('The address has a % that is not followed by the hexadecimal form of UTF-8.');
  }
}

/**
 * RFC 9112 section 3.2: exactly one Host header.
 * @throws AppError `MALFORMED_REQUEST`
 */
export function checkHost(request: IncomingMessage): void {
  const { headers, httpVersionMinor } = request;
  if (headers.host === undefined && httpVersionMinor > 0) {
    throw malformed('The request has no Host header.');
  }
  if (isRepeated(request, 'host')) throw malformed('The request has more than one Host header.');
}

/** Matches as Node does. */
const CONTINUE = /(?:^|\W)100-continue(?:$|\W)/i;

/**
 * RFC 9110 section 10.1.1: no expectation except 100-continue can be met; HTTP/1.0 has no expectations.
 * @throws AppError `EXPECTATION_FAILED`
 */
export function checkExpectation({ headers, httpVersionMinor }: IncomingMessage): void {
  const { expect } = headers;
  if (expect !== undefined && httpVersionMinor > 0 && !CONTINUE.test(expect)) {
    throw new AppError('EXPECTATION_FAILED', {
      detail: 'The only expectation that can be met is Expect: 100-continue.',
    });
  }
}

/**
 * Refuses URLs that two programs could read differently: invalid percent-encoding, NUL, raw control or non-ASCII
 * characters.
 * @throws AppError `MALFORMED_REQUEST`, `URI_TOO_LONG`
 */
export function checkAddress(url: string): void {
  if (url.length > MAX_ADDRESS_LENGTH) throw new AppError('URI_TOO_LONG');
  if (/[^\x21-\x7e]/.test(url))
    throw malformed('The address has characters that must be percent-encoded.');
  if (url.includes('%') && isUnsafeText(decoded(url))) {
    throw malformed('The address must not have NUL characters.');
  }
}

/**
 * A repeated parameter is ambiguous, so it is refused.
 * @throws AppError `VALIDATION_FAILED`
 */
export function checkQuery(query: unknown): void {
  const entries = Object.entries((query ?? {}) as Record<string, unknown>);
  if (entries.length > MAX_PARAMETERS) {
    throw malformed(`The address has more than ${MAX_PARAMETERS} parameters.`);
  }
  const repeated = entries.find(([name, value]) => Array.isArray(value) || name === '__proto__');
  if (repeated) {
    const [field] = repeated;
    const message = 'must be given once';
    throw new AppError('VALIDATION_FAILED', {
      detail: `The parameter ${field.slice(0, 100)} ${message}.`,
      errors: [{ field, code: 'REPEATED', message }],
    });
  }
}
