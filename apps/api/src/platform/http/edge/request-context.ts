import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessRequest } from '#libs/access';
import type { AppError } from '#libs/kernel';

/** What is kept of a refusal for the one log event of the request. */
export interface Refusal {
  readonly error: AppError;
  /** What was really thrown. */
  readonly cause: unknown;
}

/** What the first hook leaves on each request, for the guard, the log and the problem document. */
export interface GatehouseRequest extends FastifyRequest, AccessRequest {
  refusal?: Refusal;
}

export type GatehouseReply = FastifyReply;

const SANE_REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * The caller's `X-Request-Id` when it is a sane token, a new one otherwise. It names no row, so that it need
 * not be ordered; Node keeps random bytes for these in stock.
 */
export function requestIdOf(headers: Readonly<Record<string, string | string[] | undefined>>) {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : randomUUID();
}
