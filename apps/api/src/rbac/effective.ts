import { canonicalName } from '#libs/kernel';
import { AUTH_SERVICE, type Acr } from '#libs/access';
import type { Grant, GrantRow } from './assignments.store.js';

/** Built-in permissions that may be held within one service and then reach that service alone. */
const REACHES_ONE_SERVICE = /^(role|token):/;

export function reachesOneService(permission: string): boolean {
  return REACHES_ONE_SERVICE.test(permission);
}

/** Whether a name looks like one of those: no service may make a permission of such a name. */
export function isReservedName(name: string): boolean {
  return /^(role|token) ?:/.test(canonicalName(name));
}

/** The grants that count in a session of the level: a role that requires two factors counts at `aal2` alone. */
export function countingAt<G extends Pick<GrantRow, 'roleRequiresMfa'>>(
  acr: Acr,
  grants: readonly G[],
): G[] {
  return grants.filter(({ roleRequiresMfa }) => acr === 'aal2' || !roleRequiresMfa);
}

function isThroughAuthService(grant: Grant): boolean {
  return grant.serviceName === AUTH_SERVICE;
}

/**
 * The grants that are effective in a service: all through roles that are held there, and the built-in `role:*` and `token:*`
 * through roles that are held in `auth_service`.
 */
export function grantsIn<G extends Grant>(serviceId: string, grants: readonly G[]): G[] {
  return grants.filter((grant) => {
    if (grant.serviceId === serviceId) return true;
    return isThroughAuthService(grant) && grant.isBuiltIn && reachesOneService(grant.permission);
  });
}

/** Names of the effective permissions in a service, each once. */
export function effectiveIn(serviceId: string, grants: readonly Grant[]): Set<string> {
  return new Set(grantsIn(serviceId, grants).map(({ permission }) => permission));
}

/** Whether the API's own permission is held: through `auth_service`, or for `role:*` and `token:*` in the service itself. */
export function holdsApiPermission(
  permission: string,
  serviceId: string | null,
  grants: readonly Grant[],
): boolean {
  return grants.some((grant) => {
    if (!grant.isBuiltIn || grant.permission !== permission) return false;
    if (isThroughAuthService(grant)) return true;
    return serviceId !== null && grant.serviceId === serviceId && reachesOneService(permission);
  });
}
