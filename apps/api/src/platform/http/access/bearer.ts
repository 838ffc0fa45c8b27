import { AppError } from '#libs/kernel';
import { isRepeated } from '../edge/is-repeated.js';
import type { GatehouseRequest } from '../edge/request-context.js';

/** Ours are under 1 KB; nothing longer is worth a look. */
const MAX_TOKEN_LENGTH = 4096;
/** RFC 6750 section 2.1: the scheme in any case, one token of these characters. */
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

/** The token in a header; `undefined` when it holds something else. */
export function readBearer(header: string): string | undefined {
  return header.length > MAX_TOKEN_LENGTH ? undefined : BEARER.exec(header)?.[1];
}

/** As the person calls it who must send it. */
export type WantedToken = 'access token' | 'application token';

/**
 * The token of the one `Authorization` header. Never from the address or a body: those are logged and kept.
 * @throws AppError `UNAUTHENTICATED` without the header, `INVALID_TOKEN` when it holds something else
 */
export function bearerTokenOf(
  request: GatehouseRequest,
  wanted: WantedToken = 'access token',
): string {
  const header = request.headers.authorization;
  if (header === undefined || header.trim() === '') {
    throw new AppError('UNAUTHENTICATED', {
      detail: `Send an ${wanted}: Authorization: Bearer <token>.`,
    });
  }
  const token = readBearer(header);
  if (token === undefined || isRepeated(request.raw, 'authorization')) {
    throw new AppError('INVALID_TOKEN', {
      detail: 'The Authorization header must be: Bearer <token>.',
    });
  }
  return token;
}
