import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RouteFacts } from '#libs/access';
import { AppError } from '#libs/kernel';
import { parseJsonBody } from './parse-json-body.js';
import { isUnsafeText } from './unsafe-text.js';

const MAX_FIELDS = 100;

const malformed = (detail: string) => new AppError('MALFORMED_BODY', { detail });

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformed('The form is not well-formed.');
  }
}

function fieldOf(pair: string): [name: string, value: string] {
  const equals = pair.indexOf('=');
  const name = decoded(equals < 0 ? pair : pair.slice(0, equals));
  const value = equals < 0 ? '' : decoded(pair.slice(equals + 1));
  if (name === '__proto__' || isUnsafeText(name) || isUnsafeText(value)) {
    throw malformed('The form has characters or names that are not allowed.');
  }
  return [name, value];
}

/**
 * Parses an HTML form into an object of strings. A repeated field is refused.
 * @throws AppError `MALFORMED_BODY`
 */
function parseFormBody(body: Buffer): Record<string, string> {
  const text = body.toString('latin1');
  if (/[^\x20-\x7e]/.test(text)) throw malformed('The form is not well-formed.');
  const pairs = text === '' ? [] : text.split('&');
  if (pairs.length > MAX_FIELDS) throw malformed(`The form has more than ${MAX_FIELDS} fields.`);
  const fields = new Map(pairs.map(fieldOf));
  if (fields.size < pairs.length) throw malformed('The form gives one field twice.');
  return Object.fromEntries(fields);
}

export const BODY_LIMIT_BYTES = 64 * 1024;

const unsupported = (detail: string) => new AppError('UNSUPPORTED_MEDIA_TYPE', { detail });

/** Only uncompressed UTF-8 is accepted: content that two parsers read differently can pass filters. */
function assertPlainUtf8(request: FastifyRequest): void {
  const [, ...parameters] = (request.headers['content-type'] ?? '').split(';');
  const isUtf8 = parameters.every((parameter) => /^\s*(charset="?utf-8"?)?\s*$/i.test(parameter));
  if (!isUtf8) throw unsupported('The body must be UTF-8; send no other charset.');
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw unsupported('A compressed body is not accepted.');
}

/** Browsers send forms across sites without a preflight, so only handlers that declare it accept forms. */
function assertTakesForms(request: FastifyRequest): void {
  const { acceptsForm } = request.routeOptions.config as RouteFacts;
  if (acceptsForm !== true) throw unsupported('Send the body as Content-Type: application/json.');
}

type Parse = (body: Buffer, request: FastifyRequest) => object;

/** Replaces Fastify's parsers: strict JSON, and forms for handlers that accept them. */
export function useStrictBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const use = (type: string, parse: Parse) =>
    fastify.addContentTypeParser<Buffer>(
      type,
      { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
      (request, body, done) => {
        try {
          assertPlainUtf8(request);
          done(null, parse(body, request));
        } catch (error) {
          done(error as Error);
        }
      },
    );
  use('application/json', (body) => parseJsonBody(body));
  use('application/x-www-form-urlencoded', (body, request) => {
    assertTakesForms(request);
    return parseFormBody(body);
  });
}
