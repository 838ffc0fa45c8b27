import { AppError } from '#libs/kernel';

export const serviceNotFound = () =>
  new AppError('SERVICE_NOT_FOUND', { detail: 'Service not found' });

export const serviceNameTaken = () =>
  new AppError('SERVICE_NAME_TAKEN', { detail: 'A service with this name already exists' });

export const authServiceProtected = () =>
  new AppError('AUTH_SERVICE_PROTECTED', {
    detail: 'auth_service cannot be renamed, deactivated or deleted',
  });
