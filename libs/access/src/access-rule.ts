import type { BuiltInPermission } from './permissions.js';

/**
 * Where a call says which service it is about, so that `role:*` and `token:*` held in that very service count:
 * `path:service_id` and `body:service_id` name it, `role:role_id` and `token:token_id` name a path
 * parameter whose role or token belongs to it, `query:service_id` may be absent.
 */
export type ServiceSource =
  `${'path' | 'body' | 'query' | 'role' | 'token' | 'permission'}:${string}`;

export interface PermissionRule {
  readonly kind: 'permission';
  readonly permission: BuiltInPermission;
  readonly service?: ServiceSource;
  /** A path parameter: the user with this id needs no permission. */
  readonly orSelf?: string;
}

/** Who may call a handler. Declared once, on the handler; enforced by the global guard; written into OpenAPI. */
export type AccessRule =
  | { readonly kind: 'public' }
  | { readonly kind: 'signed-in'; readonly withinSeconds?: number }
  | PermissionRule
  | {
      readonly kind: 'app-token';
      readonly scopes: readonly string[];
      /** Who asks for another, and says so, sees to the token's networks themselves. */
      readonly tellsNetworks?: boolean;
    };
