import { insufficientAuthentication } from '#libs/access';
import { AppError } from '#libs/kernel';

export const permissionDenied = (permission: string) =>
  new AppError('PERMISSION_DENIED', {
    detail: `Permission denied: ${permission} required`,
    params: { required_permission: permission },
  });

/** The user holds it through roles that require two factors alone. */
export const secondFactorRequired = (permission: string) =>
  insufficientAuthentication(
    `You hold ${permission} only in sessions with two factors: show a second factor at POST /api/auth/step-up first, or add one at /api/auth/factors`,
    { required_permission: permission },
  );

export const grantDenied = (permissions: readonly string[]) =>
  new AppError('GRANT_DENIED', {
    detail: `Permission denied: you cannot grant what you do not hold (${permissions.join(', ')})`,
    params: { missing_permissions: permissions },
  });

export const takingDenied = (permissions: readonly string[]) =>
  new AppError('GRANT_DENIED', {
    detail: `Permission denied: you cannot take away what you could not grant (${permissions.join(', ')})`,
    params: { missing_permissions: permissions },
  });

/** Names only the permissions that the caller may see. */
export const accountHoldsMore = (permissions: readonly string[]) =>
  new AppError('ACCOUNT_HOLDS_MORE', {
    detail:
      permissions.length === 0
        ? 'Permission denied: the account holds in auth_service what you do not hold; ask an administrator'
        : `Permission denied: the account holds in auth_service what you do not hold (${permissions.join(', ')})`,
    params: { missing_permissions: permissions },
  });

export const adminNameDenied = () =>
  new AppError('GRANT_DENIED', {
    detail: 'Permission denied: only who may do everything in this service can name a role `admin`',
    params: { missing_permissions: [] },
  });

export const roleNotFound = () => new AppError('ROLE_NOT_FOUND', { detail: 'Role not found' });

export const roleNotInService = () =>
  new AppError('ROLE_NOT_FOUND', { detail: 'Role not found in this service' });

export const roleNameTaken = () =>
  new AppError('ROLE_NAME_TAKEN', {
    detail: 'A role with this name already exists in this service',
  });

export const defaultRoleProtected = () =>
  new AppError('DEFAULT_ROLE_PROTECTED', { detail: 'A default role cannot be deleted' });

export const adminRoleProtected = () =>
  new AppError('ADMIN_ROLE_PROTECTED', {
    detail: 'The role admin of auth_service cannot be renamed, narrowed or deleted',
  });

export const permissionNotFound = () =>
  new AppError('PERMISSION_NOT_FOUND', { detail: 'Permission not found' });

export const permissionNameTaken = () =>
  new AppError('PERMISSION_NAME_TAKEN', {
    detail: 'A permission with this name already exists in this service',
  });

export const permissionProtected = () =>
  new AppError('PERMISSION_PROTECTED', {
    detail: 'The built-in permissions cannot be renamed or deleted',
  });

export const permissionNameReserved = () =>
  new AppError('VALIDATION_FAILED', {
    detail: 'Permission names that begin with role: or token: are reserved',
    errors: [
      {
        field: 'name',
        code: 'RESERVED',
        message: 'names that begin with role: or token: are reserved',
      },
    ],
  });

export const unknownPermissions = (given: readonly string[]) =>
  new AppError('UNKNOWN_PERMISSION', {
    detail: 'A permission in the list does not exist in this service',
    errors: given.map((index) => ({
      field: `permissions.${index}`,
      code: 'UNKNOWN_PERMISSION',
      message: 'is not a permission of this service',
    })),
  });

export const alreadyAssigned = () =>
  new AppError('ROLE_ALREADY_ASSIGNED', { detail: 'The user already has this role' });

export const notAssigned = () =>
  new AppError('ROLE_NOT_ASSIGNED', { detail: 'The user does not have this role' });

export const lastAdmin = () =>
  new AppError('LAST_ADMIN', {
    detail: 'The last administrator cannot be removed; make another one first',
  });
