import type { RequiredAuthentication } from './required-authentication.js';

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
  'organization:read',
  'organization:write',
  'organization:delete',
] as const;

export type BuiltInPermission = (typeof BUILT_IN_PERMISSIONS)[number];

/** The service in which this API's own permissions are held. */
export const AUTH_SERVICE = 'auth_service';

/**
 * Where a call names the service that it concerns, so that `role:*` and `token:*` held in that service count:
 * `path:service_id` and `body:service_id` name it, `role:role_id` and `token:token_id` name a path parameter with a
 * role or token that belongs to it, `query:service_id` is optional.
 */
export type ServiceSource =
  `${'path' | 'body' | 'query' | 'role' | 'token' | 'permission'}:${string}`;

/** Where a call names the unit of an organization that it concerns. */
export type UnitSource = `${'path' | 'body'}:${string}`;

export interface PermissionRule extends RequiredAuthentication {
  readonly kind: 'permission';
  readonly permission: BuiltInPermission;
  readonly service?: ServiceSource;
  /** Owners of the unit's organization need no permission, and others may hold it at the unit or above it. */
  readonly unit?: UnitSource;
  /** With `unit`: members of its organization need no permission. */
  readonly orMember?: boolean;
  /** A path parameter with a user id: that user needs no permission. */
  readonly orSelf?: string;
}

/**
 * The access rule of a handler. Declared once on the handler, enforced by the global guard, and documented in OpenAPI.
 */
export type AccessRule =
  | { readonly kind: 'public' }
  | ({
      readonly kind: 'signed-in';
      /** Also for a token that is good for enrolling a second factor alone. */
      readonly whileEnrolling?: boolean;
    } & RequiredAuthentication)
  | PermissionRule
  | {
      readonly kind: 'app-token';
      readonly scopes: readonly string[];
      /** A caller that validates another's token may declare that it checks the token's networks itself. */
      readonly tellsNetworks?: boolean;
    };
