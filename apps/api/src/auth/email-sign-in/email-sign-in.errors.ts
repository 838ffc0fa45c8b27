import { AppError } from '#libs/kernel';

export const emailSignInDisabled = () =>
  new AppError('EMAIL_SIGN_IN_DISABLED', { detail: 'Signing in by mail is switched off here' });

/** The same for an unknown address, a wrong, used or old code, and a code that another client asked for. */
export const invalidSignInCode = (about?: string) =>
  new AppError('INVALID_SIGN_IN_CODE', {
    detail:
      'This code or link does not work, or not any more. It works once, for ten minutes and five tries, where it was asked for: ask for a new one',
    ...(about !== undefined && { about }),
  });

/** Only for the bearer of the mailed link. */
export const signInOfAnotherClient = (about: string) =>
  new AppError('SIGN_IN_OF_ANOTHER_CLIENT', {
    detail:
      'This link signs in only in the browser or application that asked for it. Open it there, or type the code there. You asked for none? Then somebody else did: delete the mail',
    about,
  });
