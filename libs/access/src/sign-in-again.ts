import { AppError } from '#libs/kernel';

/** RFC 9470: the token is good, the sign-in behind it is too old for this. */
export const signInAgain = (maxAgeSeconds: number) =>
  new AppError('REAUTHENTICATION_REQUIRED', {
    detail: 'Sign in again to do this.',
    params: { max_age: maxAgeSeconds },
    headers: {
      'WWW-Authenticate': `Bearer realm="gatehouse", error="insufficient_user_authentication", max_age="${maxAgeSeconds}"`,
    },
  });
