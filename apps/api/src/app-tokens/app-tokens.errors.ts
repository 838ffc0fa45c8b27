import { AppError } from '#libs/kernel';

/** The same for unknown, malformed, revoked, expired and inactive: the caller learns nothing about tokens of others. */
export const invalidAppToken = () =>
  new AppError('INVALID_TOKEN', {
    detail: 'Invalid or expired token',
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  });

export const tokenNotFound = () => new AppError('TOKEN_NOT_FOUND', { detail: 'Token not found' });

export const tokenNameTaken = () =>
  new AppError('TOKEN_NAME_TAKEN', {
    detail: 'A token with this name already exists in this service',
  });

export const tokenRevoked = () =>
  new AppError('TOKEN_REVOKED', { detail: 'The token is revoked; create a new one instead' });

export const manifestScopeDenied = () =>
  new AppError('GRANT_DENIED', {
    detail:
      'Permission denied: role:write through auth_service, or the role admin of this service, required for a token with the scope manifest:write',
    params: { missing_permissions: ['role:write'] },
  });
