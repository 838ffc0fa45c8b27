/** The permissions of this API itself; they belong to `auth_service`. */
export const BUILT_IN_PERMISSIONS = [
  'user:read',
  'user:write',
  'user:delete',
  'role:read',
  'role:write',
  'role:delete',
  'service:read',
  'service:write',
  'service:delete',
  'token:read',
  'token:write',
  'token:delete',
  'audit:read',
] as const;

export type BuiltInPermission = (typeof BUILT_IN_PERMISSIONS)[number];

/** The service in which this API's own permissions are held. */
export const AUTH_SERVICE = 'auth_service';
