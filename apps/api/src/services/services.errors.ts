import { AppError } from '#libs/kernel';

export const serviceNotFound = () =>
  new AppError('SERVICE_NOT_FOUND', { detail: 'Service not found' });

export const serviceNameTaken = () =>
  new AppError('SERVICE_NAME_TAKEN', { detail: 'A service with this name already exists' });

export const serviceNameReserved = () =>
  new AppError('SERVICE_NAME_TAKEN', {
    detail: 'This name stands for Gatehouse itself in access tokens: choose another',
  });

/** RFC 8707 section 2. The same for every service that there is no token for. */
export const invalidTarget = (about?: string) =>
  new AppError('INVALID_TARGET', {
    detail: 'There is no active service of this name: resource must name one, or auth_service',
    ...(about !== undefined && { about }),
    params: { error: 'invalid_target' },
  });

export const authServiceProtected = () =>
  new AppError('AUTH_SERVICE_PROTECTED', {
    detail: 'auth_service cannot be renamed, deactivated or deleted',
  });
