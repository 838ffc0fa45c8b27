import { AUTH_SERVICE } from '#libs/access';
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

/** Permissions of this API that may be held at a unit; all others of `auth_service` count without a unit alone. */
const COUNTS_AT_UNITS = /^organization:/;

/** Whether a role of `auth_service` with these permissions can be held at a unit. */
export function isForUnits(permissions: readonly string[]): boolean {
  return permissions.every((permission) => COUNTS_AT_UNITS.test(permission));
}

/** What counts at units of a role's permissions: of one of `auth_service` what is for organizations, whatever else it has got. */
export function countingAtUnits(
  service: { readonly name: string },
  permissions: readonly string[],
): string[] {
  return permissions.filter((name) => service.name !== AUTH_SERVICE || isForUnits([name]));
}
