import { AppError } from '#libs/kernel';

/** The same for a factor of another account. */
export const factorNotFound = () =>
  new AppError('FACTOR_NOT_FOUND', { detail: 'The account has no such factor' });

export const noFactors = () =>
  new AppError('FACTOR_NOT_FOUND', {
    detail: 'The account has no second factor and no recovery codes: there is nothing to remove',
  });

export const lastWayIn = () =>
  new AppError('LAST_SIGN_IN_METHOD', {
    detail:
      'This passkey is the only way into the account: set a password or add another passkey first',
  });

export const enrolmentNotFound = () =>
  new AppError('FACTOR_NOT_FOUND', {
    detail: 'There is no such enrolment in this session, or it has expired: begin again',
  });

export const noSecondFactor = () =>
  new AppError('SECOND_FACTOR_MISSING', {
    detail:
      'Recovery codes are for an account with a second factor: add an authenticator app or a passkey first',
  });

export const tooManyFactors = (most: number) =>
  new AppError('FACTOR_LIMIT_REACHED', {
    detail: `The account has ${most} factors of this kind, and no more are possible: remove one first`,
    params: { most },
  });

export const wrongFactorCode = (left: number) =>
  new AppError('INVALID_FACTOR_CODE', {
    detail:
      left > 0
        ? 'The code is wrong: type the one that the app shows now, and look whether the clock of the device is right'
        : 'The code is wrong, as the ones before it: begin the enrolment again',
    params: { tries_left: left },
  });

/** The secrets were kept under another `SECRET_KEY`; the log says so. The factor is not skipped. */
export const factorUnreadable = () =>
  new AppError('FACTOR_UNREADABLE', {
    detail:
      'The authenticator app of this account cannot be checked: the server has lost the key of its secret. Use another factor, or tell the operators',
  });
