import { createHash } from 'node:crypto';
import type { Acr } from '#libs/access';
import { countingAt } from '../effective.js';
import type { UnitAbove, UnitGrantRow } from './unit-roles.store.js';

/** A role that a user holds at some unit. */
export interface RoleAtUnits {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly requires_mfa: boolean;
}

/** A unit that decides about a user, with indexes into the roles of `HeldAtUnits`. */
export interface DecidingUnit {
  readonly id: string;
  readonly roles: readonly number[];
}

/** What a user holds at units in one service. */
export interface HeldAtUnits {
  readonly roles: readonly RoleAtUnits[];
  /** Those at which the user holds a role, those of which they are a member, and all above the latter; sorted by id. */
  readonly units: readonly DecidingUnit[];
}

const byId = <T extends { readonly id: string }>(items: Iterable<T>): T[] =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : 1));

export function toHeldAtUnits(
  grants: readonly UnitGrantRow[],
  above: readonly UnitAbove[],
): HeldAtUnits {
  const distinct = new Map(grants.map((grant) => [grant.roleId, toRole(grant)]));
  const roles = byId(distinct.values());
  const indexes = new Map(roles.map(({ id }, index) => [id, index]));
  const units = new Map<string, Set<number>>(above.map(({ unitId }) => [unitId, new Set()]));
  for (const { unitId, roleId } of grants) {
    const held = units.get(unitId) ?? new Set();
    units.set(unitId, held.add(indexes.get(roleId) ?? 0));
  }
  const listed = [...units].map(([id, held]) => ({ id, roles: [...held].sort((a, b) => a - b) }));
  return { roles, units: byId(listed) };
}

const toRole = ({ roleId, roleName, permissions, roleRequiresMfa }: UnitGrantRow): RoleAtUnits => ({
  id: roleId,
  name: roleName,
  permissions,
  requires_mfa: roleRequiresMfa,
});

const VERSION_LENGTH = 16;

/** Changes whenever what is held without a unit does, or what is held at units. */
export function versionWith(version: string, { roles, units }: HeldAtUnits): string {
  const whole = JSON.stringify([version, roles, units]);
  return createHash('sha256').update(whole).digest('hex').slice(0, VERSION_LENGTH);
}

/** The units at which the permission is held in a session of the level; what is below them is not listed. */
export function topmostWith(
  permission: string,
  acr: Acr,
  grants: readonly UnitGrantRow[],
): string[] {
  const counting = countingAt(acr, grants).filter((grant) =>
    grant.permissions.includes(permission),
  );
  return [...new Set(counting.map(({ unitId }) => unitId))];
}
