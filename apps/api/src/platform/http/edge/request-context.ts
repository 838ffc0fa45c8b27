import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessRequest } from '#libs/access';
import type { AppError } from '#libs/kernel';

/** The refusal of a request, for its log event. */
export interface Refusal {
  readonly error: AppError;
  /** The error that was thrown. */
  readonly cause: unknown;
}

/** The request with what the first hook adds for the guard, the log and the problem document. */
export interface GatehouseRequest extends FastifyRequest, AccessRequest {
  refusal?: Refusal;
}

export type GatehouseReply = FastifyReply;

const SANE_REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * The caller's `X-Request-Id` if it is a valid token, otherwise a new id. It identifies no row, so it need not be
 * ordered, and Node generates `randomUUID` from a pool of random bytes.
 */
export function requestIdOf(headers: Readonly<Record<string, string | string[] | undefined>>) {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : randomUUID();
}
