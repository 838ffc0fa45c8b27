import { AppError } from '#libs/kernel';
import type { Principal } from './principal.js';

/** RFC 9470: the token is valid, but its sign-in is too old for this call. */
const signInAgain = (maxAgeSeconds: number) =>
  new AppError('REAUTHENTICATION_REQUIRED', {
    detail: 'Sign in again to do this.',
    params: { max_age: maxAgeSeconds },
    headers: {
      'WWW-Authenticate': `Bearer realm="gatehouse", error="insufficient_user_authentication", max_age="${maxAgeSeconds}"`,
    },
  });

/**
 * Requires that the user has authenticated within this number of seconds.
 * @throws AppError `REAUTHENTICATION_REQUIRED`
 */
export function assertSignedInWithin(
  { authTime }: Pick<Principal, 'authTime'>,
  maxAgeSeconds: number,
  nowSeconds: number,
): void {
  if (nowSeconds - authTime > maxAgeSeconds) throw signInAgain(maxAgeSeconds);
}
