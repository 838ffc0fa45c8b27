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

export const callerNotFound = () =>
  new AppError('CALLER_NOT_FOUND', { detail: 'This service grants nothing to that one' });

export const callerIsService = () =>
  new AppError('CALLER_IS_SERVICE', {
    detail:
      "A service needs no grant of its own: its tokens' scopes count for it as they are minted",
  });

export const unknownScopes = (
  service: string,
  unknown: readonly string[],
  declared: readonly string[],
) =>
  new AppError('UNKNOWN_SCOPE', {
    detail: `The manifest of ${service} does not name ${unknown.join(', ')}; it names ${declared.join(', ') || 'no scope'}`,
    params: { unknown_scopes: unknown, declared_scopes: declared },
  });

export const askerRequired = () =>
  new AppError('ASKER_REQUIRED', {
    detail:
      'Say which service asks about its caller: send its own application token as Gatehouse-Asker. @gatehouse/guard does since this release of Gatehouse: upgrade it there',
  });

export const askerRefused = () =>
  new AppError('ASKER_REFUSED', {
    detail: 'The application token in Gatehouse-Asker is not valid here and now',
  });
