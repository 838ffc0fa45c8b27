import { AUTH_SERVICE } from '#libs/access';
import { holdsApiPermission } from './effective.js';
import type { Grant } from './grants.store.js';
import { accountHoldsMore } from './rbac.errors.js';

/**
 * Nobody deactivates, erases, changes, signs out or takes roles from an account that holds in `auth_service` what they
 * do not hold there.
 * @throws AppError `ACCOUNT_HOLDS_MORE`; an actor who may not see what others hold is told no more than they need
 */
export function assertMayActOn(actorGrants: readonly Grant[], held: readonly string[]): void {
  const own = new Set(ofAuthService(actorGrants).map(({ permission }) => permission));
  const missing = held.filter((permission) => !own.has(permission));
  if (missing.length > 0) throw accountHoldsMore(tellable(actorGrants, missing));
}

/** What the actor holds through roles in `auth_service`. */
function ofAuthService(grants: readonly Grant[]): Grant[] {
  return grants.filter((grant) => grant.serviceName === AUTH_SERVICE);
}

/**
 * An actor who may read everybody's roles is told all of it, one who administers accounts the first name, by which they can
 * ask for help. An administrator of one service learns from a refusal nothing about roles elsewhere.
 */
function tellable(actorGrants: readonly Grant[], missing: readonly string[]): readonly string[] {
  if (holdsApiPermission('role:read', null, actorGrants)) return missing;
  const administers = ['user:write', 'user:delete'].some((permission) =>
    holdsApiPermission(permission, null, actorGrants),
  );
  return administers ? missing.slice(0, 1) : [];
}
