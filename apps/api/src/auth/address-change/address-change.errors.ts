import { AppError } from '#libs/kernel';

/** For both links: to confirm a change, and to undo it. */
export const invalidEmailChangeLink = () =>
  new AppError('INVALID_EMAIL_CHANGE_LINK', {
    detail: 'This link does not work, or not any more',
  });

/** A mailed link alone does not prove that the account is its reader's. */
export const ownershipProofRequired = () =>
  new AppError('VERIFICATION_PROOF_REQUIRED', {
    detail:
      'Confirm the new address in a browser in which you have signed in to the account, or with the password of the account',
  });

export const addressUnchanged = () =>
  new AppError('VALIDATION_FAILED', {
    detail: 'This is the address of the account already',
    errors: [{ field: 'email', code: 'UNCHANGED', message: 'email is the present address' }],
  });

export const tooManyAddressChanges = () =>
  new AppError('RATE_LIMITED', {
    detail: 'The address of an account can be changed five times a day. Try again tomorrow',
    retryAfterSeconds: 86_400,
  });
