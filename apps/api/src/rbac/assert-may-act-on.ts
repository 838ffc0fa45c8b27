import { AUTH_SERVICE } from '#libs/access';
import { holdsApiPermission } from './effective.js';
import type { Grant } from './assignments.store.js';
import { accountHoldsMore } from './rbac.errors.js';

/**
 * An actor may not deactivate, erase, change or sign out an account, or take roles from it, when the account holds permissions
 * in `auth_service` that the actor does not hold there.
 * @throws AppError `ACCOUNT_HOLDS_MORE`; it names only the permissions that the actor may see
 */
export function assertMayActOn(actorGrants: readonly Grant[], held: readonly string[]): void {
  const own = new Set(ofAuthService(actorGrants).map(({ permission }) => permission));
  const missing = held.filter((permission) => !own.has(permission));
  if (missing.length > 0) throw accountHoldsMore(visibleOf(actorGrants, missing));
}

/** What the actor holds through roles in `auth_service`. */
function ofAuthService(grants: readonly Grant[]): Grant[] {
  return grants.filter((grant) => grant.serviceName === AUTH_SERVICE);
}

/**
 * All missing permissions for an actor who may read all roles; the first one for an actor who administers accounts; none
 * for an administrator of one service, who may not learn of roles in other services.
 */
function visibleOf(actorGrants: readonly Grant[], missing: readonly string[]): readonly string[] {
  if (holdsApiPermission('role:read', null, actorGrants)) return missing;
  const administers = ['user:write', 'user:delete'].some((permission) =>
    holdsApiPermission(permission, null, actorGrants),
  );
  return administers ? missing.slice(0, 1) : [];
}
