import { AppError } from '#libs/kernel';

/** What a person who has shown the first factor is told about the second. */
export interface Demand {
  readonly challenge: string;
  readonly factors: readonly object[];
  readonly expiresInSeconds: number;
  /** `0`: a device is not remembered. */
  readonly rememberDays: number;
}

/** Only after the right password, or a sign-in at a provider. */
export const secondFactorRequired = (about: string, demand: Demand) =>
  new AppError('SECOND_FACTOR_REQUIRED', {
    detail:
      'The password or the provider is right. Show one of the second factors of the account: POST /api/auth/login/factor, within five minutes',
    about,
    params: {
      needs_second_factor: true,
      challenge: demand.challenge,
      factors: demand.factors,
      expires_in: demand.expiresInSeconds,
      remember_days: demand.rememberDays,
    },
  });

/** The same for a challenge that is unknown, used, expired, of another device, or ended by a new password. */
export const invalidSignInChallenge = (about?: string) =>
  new AppError('INVALID_SIGN_IN_CHALLENGE', {
    detail:
      'This sign-in cannot go on: begin it again, on this device. A client without cookies sends the X-Device-Token of the first answer along',
    ...(about !== undefined && { about }),
  });

/** The same for a code that is wrong or used, and for a factor that is not the account's. */
export const invalidFactor = (about: string, triesLeft: number) =>
  new AppError('INVALID_FACTOR', {
    detail:
      triesLeft > 0
        ? 'That is not right, or was used already. Try the next code, or another factor'
        : 'That is not right, and was the last try: begin the sign-in again',
    about,
    params: { tries_left: triesLeft },
  });
