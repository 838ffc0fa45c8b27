import type { Acr } from '#libs/access';
import type { UnitGrantRow } from './unit-roles.store.js';

/**
 * The roles that a user holds at the unit to which the path leads: those held at a unit of the path. A role counts at its own
 * unit and in every unit below it, and nowhere else.
 * @param path ids of the unit and of those above it
 */
export function reaching(
  path: ReadonlySet<string>,
  grants: readonly UnitGrantRow[],
): UnitGrantRow[] {
  return grants.filter(({ unitId }) => path.has(unitId));
}

/** Those that count in a session of the level: a role that requires two factors counts at `aal2` alone. */
export function countingAtLevel(acr: Acr, grants: readonly UnitGrantRow[]): UnitGrantRow[] {
  return grants.filter(({ roleRequiresMfa }) => acr === 'aal2' || !roleRequiresMfa);
}

/** Permissions of this API that may be held at a unit; all others of `auth_service` count without a unit alone. */
const COUNTS_AT_UNITS = /^organization:/;

/** Whether a role of `auth_service` with these permissions can be held at a unit. */
export function isForUnits(permissions: readonly string[]): boolean {
  return permissions.every((permission) => COUNTS_AT_UNITS.test(permission));
}

/** Whether the API's own permission is held through one of these roles of `auth_service`. */
export function holdsAtUnit(permission: string, grants: readonly UnitGrantRow[]): boolean {
  if (!COUNTS_AT_UNITS.test(permission)) return false;
  return grants.some(({ permissions }) => permissions.includes(permission));
}
