import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROOF_HEADER, type AccessRequest } from '#libs/access';
import type { AppError } from '#libs/kernel';
import { RequestLanguages } from '#api/platform/languages';

/** The refusal of a request, for its log event. */
export interface Refusal {
  readonly error: AppError;
  /** The error that was thrown. */
  readonly cause: unknown;
}

/** What was decided of a request before the framework dispatched it to its handler. */
export interface Prepared {
  /** The handler for which it was decided. */
  readonly handler: object;
  /** The refusal of a rate limit; without it the request is admitted. */
  readonly refusal: Error | undefined;
}

/** The request with what the first hook adds for the guard, the log and the problem document. */
export interface GatehouseRequest extends FastifyRequest, AccessRequest {
  refusal?: Refusal;
  prepared?: Prepared;
}

export type GatehouseReply = FastifyReply;

/** How this server appears to browsers. */
export interface Site {
  /** Of APP_NAME. */
  readonly appName: string;
  /** Whether browsers reach it by https. */
  readonly isSecure: boolean;
  /** The path of APP_BASE_URL; empty for none. */
  readonly basePath: string;
  readonly languages: RequestLanguages;
}

const PLAIN = { isSecure: false, basePath: '' };

export const UNKNOWN_SITE: Site = {
  appName: 'Gatehouse',
  ...PLAIN,
  languages: new RequestLanguages(PLAIN, 'en'),
};

const SANE_REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * The caller's `X-Request-Id` if it is a valid token, otherwise a new id. It identifies no row, so it need not be
 * ordered, and Node generates `randomUUID` from a pool of random bytes.
 */
export function requestIdOf(headers: Readonly<Record<string, string | string[] | undefined>>) {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : randomUUID();
}

const MAX_USER_AGENT = 512;

export function userAgentOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): string | null {
  const given = headers['user-agent'];
  return typeof given === 'string' ? given.slice(0, MAX_USER_AGENT) : null;
}

/** Whether a request repeats this header, of which Node keeps the first. */
export function isRepeated(
  { rawHeaders }: { readonly rawHeaders: readonly string[] },
  header: 'authorization' | 'host',
): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === header.length && name.toLowerCase() === header) count += 1;
  }
  return count > 1;
}

/** The fresh proof of a request; a repeated header is one text, which is no valid proof. */
export function shownProof(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): string | undefined {
  const shown = headers[PROOF_HEADER];
  return typeof shown === 'string' && shown !== '' ? shown : undefined;
}
