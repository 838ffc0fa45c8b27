import { AppError } from '#libs/kernel';

export const userNotFound = () => new AppError('USER_NOT_FOUND', { detail: 'User not found' });

/** Only after the caller has proved that the account is theirs: the answer says that it exists. */
export const accountDisabled = (
  userId: string,
  detail = 'This account is disabled, ask your administrator',
) => new AppError('ACCOUNT_DISABLED', { detail, about: userId });
