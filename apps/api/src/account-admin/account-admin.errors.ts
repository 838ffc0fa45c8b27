import { AppError } from '#libs/kernel';
import { accountDisabled } from '#api/users';

export const addressTaken = () =>
  new AppError('EMAIL_TAKEN', { detail: 'The address has an account already' });

export const resetOfDisabled = (userId: string) =>
  accountDisabled(userId, 'The account is deactivated: a reset would not let it in');

export const invalidName = () =>
  new AppError('VALIDATION_FAILED', {
    detail: 'A name has 1 to 100 characters that print',
  });
