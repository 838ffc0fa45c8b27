import { AppError } from '#libs/kernel';

export const sessionNotFound = () =>
  new AppError('SESSION_NOT_FOUND', { detail: 'There is no such session' });

export const sessionEnded = () =>
  new AppError('SESSION_ENDED', { detail: 'The session has ended, sign in again' });

export const invalidRefreshToken = () =>
  new AppError('INVALID_REFRESH_TOKEN', {
    detail: 'The refresh token is not valid, sign in again',
  });

export const refreshTokenReused = () =>
  new AppError('REFRESH_TOKEN_REUSED', {
    detail: 'The refresh token was used before, so the session has been ended: sign in again',
  });

/** A service that was shown the token may not act with it here. */
export const wrongAudience = (audience: string) =>
  new AppError('WRONG_AUDIENCE', {
    detail: `This access token is for ${audience} alone, not for Gatehouse: refresh with the resource auth_service for one that is`,
    params: { audience },
  });

/** The account must have a second factor, and the time to enrol one has passed. */
export const enrolmentRequired = () =>
  new AppError('SECOND_FACTOR_ENROLMENT_REQUIRED', {
    detail:
      'Your account must have a second factor before it can do anything else: enrol one at /api/auth/factors, then refresh',
  });

export const madeForAnother = () =>
  new AppError('INVALID_TOKEN', { detail: 'The access token is for another service' });
