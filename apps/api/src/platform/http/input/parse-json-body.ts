import { AppError } from '#libs/kernel';
import { scanJson, type JsonFault } from './scan-json.js';
import { findUnsafeText } from './unsafe-text.js';

export const JSON_LIMITS = { maxDepth: 16, maxKeys: 1000 } as const;

const FAULTS: Readonly<Record<JsonFault, string>> = {
  'too deep': `The body is nested deeper than ${JSON_LIMITS.maxDepth} levels.`,
  'too many keys': `The body has more than ${JSON_LIMITS.maxKeys} keys.`,
  'duplicate key': 'The body gives one key twice.',
  'forbidden key': 'The body has a key that is not allowed, such as __proto__.',
};

const malformed = (detail: string, cause?: unknown) =>
  new AppError('MALFORMED_BODY', { detail, cause });

function decodeUtf8(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch (cause) {
    throw malformed('The body is not valid UTF-8.', cause);
  }
}

/** Names that every object inherits: they are no field of the API, and code that reads a body must not meet them. */
const AMBIGUOUS = new Set(['constructor', 'prototype']);
const MAYBE_AMBIGUOUS = /constructor|prototype|\\u/;
const withoutAmbiguous = (key: string, value: unknown): unknown =>
  AMBIGUOUS.has(key) ? undefined : value;

function parse(text: string): unknown {
  try {
    return MAYBE_AMBIGUOUS.test(text) ? JSON.parse(text, withoutAmbiguous) : JSON.parse(text);
  } catch (cause) {
    throw malformed('The body is not valid JSON.', cause);
  }
}

/**
 * Parses a body into an object in one unambiguous way. An empty body is an empty object.
 * @throws AppError `MALFORMED_BODY`, `VALIDATION_FAILED`
 */
export function parseJsonBody(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  const text = decodeUtf8(body);
  const fault = scanJson(text, JSON_LIMITS);
  if (fault) throw malformed(FAULTS[fault]);
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed('The body must be a JSON object.');
  }
  assertSafeText(text, value);
  return value as Record<string, unknown>;
}

/**
 * Raw control characters are invalid JSON and the bytes were valid UTF-8, so only an escape can produce unsafe text.
 */
function assertSafeText(text: string, value: object): void {
  const field = text.includes('\\u') ? findUnsafeText(value) : null;
  if (field === null) return;
  const message = 'must not have NUL characters or lone surrogates';
  throw new AppError('VALIDATION_FAILED', {
    detail: `${field === '' ? 'A key of the body' : field} ${message}.`,
    errors: [{ field, code: 'UNSAFE_TEXT', message }],
  });
}
