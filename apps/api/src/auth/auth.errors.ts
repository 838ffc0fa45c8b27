import { AppError } from '#libs/kernel';
import type { FactorType, OfferedFactor } from '#api/factors';

export const registrationDisabled = () =>
  new AppError('REGISTRATION_DISABLED', { detail: 'Registration is switched off on this server' });

export const emailTaken = () => new AppError('EMAIL_TAKEN', { detail: 'Email already registered' });

/** The same for an unknown address, a wrong password and an account without a password. */
export const invalidCredentials = (about?: string) =>
  new AppError('INVALID_CREDENTIALS', {
    detail: 'Invalid email or password',
    ...(about !== undefined && { about }),
  });

/** Only after the right password, or a sign-in at a provider. */
export const emailNotVerified = (
  about: string,
  detail = 'Email not verified: open the link in the mail that was sent to this address; POST /api/auth/resend-verification sends a new one',
) => new AppError('EMAIL_NOT_VERIFIED', { about, detail, params: { needs_verification: true } });

/** Only after the right password, or a sign-in at a provider. */
export const confirmationRequired = (userId: string) =>
  new AppError('SIGN_IN_CONFIRMATION_REQUIRED', {
    detail:
      'This sign-in is unusual. Confirm it by the link that we have mailed, then sign in again',
    about: userId,
    params: { needs_confirmation: true },
  });

export const invalidSignInLink = () =>
  new AppError('INVALID_SIGN_IN_LINK', { detail: 'This link does not work, or not any more' });

/** For acts after which only their mail lets the owner sign in again. */
export const recoveryMailHeldBack = () =>
  new AppError('RECOVERY_MAIL_HELD_BACK', {
    detail:
      'Nothing was changed: the mailbox has had too many mails of this kind within the hour, and without one there would be no way in. Try again in an hour',
    retryAfterSeconds: 3600,
  });

export const invalidVerificationToken = () =>
  new AppError('INVALID_VERIFICATION_TOKEN', { detail: 'Invalid or expired verification token' });

/** A mailed link alone does not prove that the registration is the caller's. */
export const verificationProofRequired = () =>
  new AppError('VERIFICATION_PROOF_REQUIRED', {
    detail:
      'Confirm the address in the browser that registered, with the password of the registration, or with a new password',
  });

export const wrongRegistrationPassword = () =>
  new AppError('WRONG_REGISTRATION_PASSWORD', {
    detail: 'That is not the password of a registration of this address',
  });

export const invalidResetToken = () =>
  new AppError('INVALID_RESET_TOKEN', { detail: 'Invalid or expired reset token' });

export const wrongCurrentPassword = (field: string) =>
  new AppError('WRONG_CURRENT_PASSWORD', {
    detail: 'The current password is wrong',
    errors: [{ field, code: 'WRONG_PASSWORD', message: `${field} is wrong` }],
  });

const WRONG: Record<FactorType, string> = {
  totp: 'The code is wrong, expired or used: enter the one that the app shows now',
  recovery_codes: 'The recovery code is wrong or used',
  passkey: 'The passkey was not accepted: ask for new options, and try again',
};

/** The same for a wrong one, a used one, and a type that the account has not. */
export const wrongFactor = (type: FactorType) =>
  new AppError('WRONG_FACTOR', { detail: WRONG[type] });

/** A password or a provider is not enough for an account with a second factor. */
export const factorRequired = (factors: readonly Pick<OfferedFactor, 'type'>[]) => {
  const types = [...new Set(factors.map(({ type }) => type))];
  return new AppError('FACTOR_REQUIRED', {
    detail: `The account has a second factor, and only a factor will do: ${types.join(', ')}`,
    params: { by_factors: types },
  });
};

export const passwordAlreadySet = () =>
  new AppError('PASSWORD_ALREADY_SET', {
    detail: 'The account has a password: change it instead',
  });

export const passwordNotSet = () =>
  new AppError('PASSWORD_NOT_SET', { detail: 'The account has no password' });

/** Without a passkey nothing else signs in, and without a verified address no mail gives a way back. */
export const passwordNeeded = () =>
  new AppError('PASSWORD_NEEDED', {
    detail: 'Only an account with a passkey and a verified address can go without a password',
  });

export const addressForMergeAlone = () =>
  new AppError('VALIDATION_FAILED', {
    detail: 'email names the other account of a merge: leave it out for every other purpose',
    errors: [
      { field: 'email', code: 'NOT_ALLOWED', message: 'email is for the purpose merge alone' },
    ],
  });

/** A refresh token that is sent to be replaced must be that of the session which the request is made in. */
export const foreignRefreshToken = () =>
  new AppError('INVALID_REFRESH_TOKEN', {
    detail: 'refresh_token is not a refresh token of the session of the access token',
  });

export const credentialsRequired = (missing: readonly string[]) =>
  new AppError('VALIDATION_FAILED', {
    detail: 'Email and password are required',
    errors: missing.map((field) => ({ field, code: 'REQUIRED', message: `${field} is required` })),
  });

export const fieldRequired = (field: string) =>
  new AppError('VALIDATION_FAILED', {
    detail: `${field} is required`,
    errors: [{ field, code: 'REQUIRED', message: `${field} is required` }],
  });
