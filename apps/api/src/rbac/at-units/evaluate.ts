import { AUTH_SERVICE, type Acr } from '#libs/access';
import type { Grant } from '../assignments.store.js';
import { countingAt, effectiveIn, reachesOneService } from '../effective.js';
import { countingAtUnits, reaching } from './reach.js';
import type { UnitGrantRow } from './unit-roles.store.js';

/** A permission that a user holds, and where; without `unitId` it counts everywhere. */
export type PlacedGrant = Grant & {
  readonly unitId?: string;
  /** Whether the unit holds the role, and the user as a member of it or of a unit below it. */
  readonly isOfUnit?: boolean;
};

/** What is held, and where: without a unit, and at units. */
export interface Held {
  readonly everywhere: readonly Grant[];
  readonly atUnits: readonly UnitGrantRow[];
}

/**
 * The permissions of a role that is held at a unit. Of `auth_service` those for organizations alone count there, whatever the
 * role has got since.
 */
export function placed(row: UnitGrantRow): PlacedGrant[] {
  const isOfApi = row.serviceName === AUTH_SERVICE;
  const counting = countingAtUnits({ name: row.serviceName }, row.permissions);
  return counting.map((permission) => ({
    userId: row.userId,
    roleId: row.roleId,
    serviceId: row.serviceId,
    roleName: row.roleName,
    roleHoldsAll: false,
    roleRequiresMfa: row.roleRequiresMfa,
    serviceName: row.serviceName,
    permission,
    isBuiltIn: isOfApi || reachesOneService(permission),
    unitId: row.unitId,
    isOfUnit: row.isOfUnit,
  }));
}

/**
 * What counts at the unit to which the path leads: everything that is held without a unit, and what is held at a unit of the path.
 * @param path ids of the unit and of those above it; `null` when no unit is asked about
 */
export function countingAtUnit(path: readonly string[] | null, held: Held): PlacedGrant[] {
  if (path === null) return [...held.everywhere];
  return [...held.everywhere, ...reaching(new Set(path), held.atUnits).flatMap(placed)];
}

/** What is asked: which permission of which service, in sessions of which level, and at which unit. */
export interface Question {
  readonly permission: string;
  readonly serviceId: string;
  readonly acr: Acr;
  readonly path: readonly string[] | null;
}

/** Whether a user who holds these may do what is asked. */
export function can({ permission, serviceId, acr, path }: Question, held: Held): boolean {
  const counting = countingAt(acr, countingAtUnit(path, held));
  return effectiveIn(serviceId, counting).has(permission);
}
