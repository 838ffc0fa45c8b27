import { AppError } from '#libs/kernel';

export const deviceNotFound = () =>
  new AppError('DEVICE_NOT_FOUND', { detail: 'There is no such device' });
