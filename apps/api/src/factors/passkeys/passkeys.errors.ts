import { AppError } from '#libs/kernel';

/** The same for every response that is not accepted; `cause` is for the log. */
export const passkeyRefused = (cause: unknown) =>
  new AppError('PASSKEY_REFUSED', {
    detail:
      'The passkey was not accepted: ask for new options and try again within five minutes, in the session that asked for them',
    cause,
  });

export const tooManyPasskeys = (most: number) =>
  new AppError('TOO_MANY_PASSKEYS', {
    detail: `An account has at most ${most} passkeys: remove one first`,
  });

/** Browsers ask once for origins that may use the passkeys of another domain; with one origin there are none. */
export const noRelatedOrigins = () =>
  new AppError('NOT_FOUND', { detail: 'Passkeys are used at one origin alone' });
