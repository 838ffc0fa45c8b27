import { AppError } from '#libs/kernel';

export const userNotFound = () => new AppError('USER_NOT_FOUND', { detail: 'User not found' });

/** Only after the caller has authenticated: the answer discloses that the account exists. */
export const accountDisabled = (
  userId: string,
  detail = 'This account is disabled, ask your administrator',
) => new AppError('ACCOUNT_DISABLED', { detail, about: userId });
