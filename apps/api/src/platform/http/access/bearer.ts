import { parseBearer } from '#libs/access';
import { AppError } from '#libs/kernel';
import { isRepeated, type GatehouseRequest } from '../edge/request-context.js';

/** The kind of token, as error messages name it. */
export type WantedToken = 'access token' | 'application token';

/** `undefined` for a header that is missing, repeated or no Bearer token. */
export function soleBearerOf({ headers, raw }: GatehouseRequest): string | undefined {
  const token = parseBearer(headers.authorization);
  return token === undefined || isRepeated(raw, 'authorization') ? undefined : token;
}

/**
 * The token of the single `Authorization` header. It is never read from the address or a body, because those are
 * logged and stored.
 * @throws AppError `UNAUTHENTICATED` without the header, `INVALID_TOKEN` when the header is not one Bearer token
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
  const token = soleBearerOf(request);
  if (token === undefined) {
    throw new AppError('INVALID_TOKEN', {
      detail: 'The Authorization header must be: Bearer <token>.',
    });
  }
  return token;
}
