import { AppError, type NormalisedEmail, normaliseEmail } from '#libs/kernel';

/** @throws AppError `VALIDATION_FAILED` when it is no address of a mailbox */
export function getAddress(email: string): NormalisedEmail {
  const address = normaliseEmail(email);
  if (address) return address;
  const message = 'email must be an e-mail address';
  throw new AppError('VALIDATION_FAILED', {
    detail: message,
    errors: [{ field: 'email', code: 'INVALID_EMAIL', message }],
  });
}
