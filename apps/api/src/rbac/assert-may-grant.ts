import { AUTH_SERVICE } from '#libs/access';
import { effectiveIn, holdsApiPermission } from './effective.js';
import type { Grant } from './assignments.store.js';
import { grantDenied, takingDenied, accountHoldsMore } from './rbac.errors.js';

/**
 * Whether an actor may grant a permission that does not exist yet: one of any other service with `role:write` in
 * `auth_service`, and one of a service in which a role of theirs holds all permissions.
 */
export function mayGrantAnything(
  actorGrants: readonly Grant[],
  service: { id: string; name: string },
): boolean {
  if (service.name !== AUTH_SERVICE && holdsApiPermission('role:write', null, actorGrants))
    return true;
  const holdsAll = actorGrants.some(
    (grant) => grant.serviceId === service.id && grant.roleHoldsAll,
  );
  return holdsAll && holdsApiPermission('role:write', service.id, actorGrants);
}

/**
 * An actor grants only permissions that they hold: of `auth_service`, and with `role:write` in one service only. With
 * `role:write` in `auth_service` they may grant any permission of another service.
 * @throws AppError `GRANT_DENIED`, naming the permissions
 */
export function assertMayGrant(
  actorGrants: readonly Grant[],
  service: { id: string; name: string },
  permissions: readonly string[],
): void {
  const missing = notGrantable(actorGrants, service, permissions);
  if (missing.length > 0) throw grantDenied(missing);
}

/**
 * An actor may take away what they may grant.
 * @throws AppError `GRANT_DENIED`, naming the permissions
 */
export function assertMayTake(
  actorGrants: readonly Grant[],
  service: { id: string; name: string },
  permissions: readonly string[],
): void {
  const missing = notGrantable(actorGrants, service, permissions);
  if (missing.length > 0) throw takingDenied(missing);
}

function notGrantable(
  actorGrants: readonly Grant[],
  service: { id: string; name: string },
  permissions: readonly string[],
): string[] {
  const isAuthService = service.name === AUTH_SERVICE;
  if (!isAuthService && holdsApiPermission('role:write', null, actorGrants)) return [];
  const held = effectiveIn(service.id, actorGrants);
  return permissions.filter((permission) => !held.has(permission));
}

/**
 * An actor may not deactivate, erase, change or sign out an account, or take roles from it, when the account holds permissions
 * in `auth_service` that the actor does not hold there.
 * @throws AppError `ACCOUNT_HOLDS_MORE`; it names only the permissions that the actor may see
 */
export function assertMayActOn(actorGrants: readonly Grant[], held: readonly string[]): void {
  const missing = missingOf(actorGrants, held);
  if (missing.length > 0) throw accountHoldsMore(visibleOf(actorGrants, missing));
}

/** Whether an account holds permissions in `auth_service` that the actor does not hold there. */
export const holdsMore = (actorGrants: readonly Grant[], held: readonly string[]): boolean =>
  missingOf(actorGrants, held).length > 0;

function missingOf(actorGrants: readonly Grant[], held: readonly string[]): readonly string[] {
  const own = new Set(ofAuthService(actorGrants).map(({ permission }) => permission));
  return held.filter((permission) => !own.has(permission));
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
