import type { RoleAtUnits, UnitsHeld } from './authority.js';

/** A unit and those above it, from the unit to the organization; empty for a unit that does not exist. */
export type UnitPath = readonly string[];

interface Role {
  readonly name: string;
  readonly permissions: ReadonlySet<string>;
  readonly requiresMfa: boolean;
}

/** What a user holds at units in this service. */
export interface UnitRights {
  readonly roles: readonly Role[];
  /** The units that decide about the user, with indexes into `roles`; none at a unit of which they are a member alone. */
  readonly units: ReadonlyMap<string, readonly number[]>;
}

/** A user's permissions and roles in this service. */
export interface PermissionSet {
  readonly permissions: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
}

/** What counts in every session of a user, and what counts in sessions with two factors, which includes the former. */
export interface LeveledSet extends PermissionSet {
  readonly aal2: PermissionSet;
  /** What is held at units; absent for a user without units. */
  readonly atUnits?: UnitRights | undefined;
  /** The user has more units than the guard holds: nothing can be decided at a unit. */
  readonly hasTooManyUnits?: boolean;
  /** The server did not tell of units. */
  readonly isWithoutUnits?: boolean;
}

export function toUnitRights({ roles, units }: UnitsHeld): UnitRights | undefined {
  if (units.length === 0) return undefined;
  return {
    roles: roles.map(toRole),
    units: new Map(units.map((unit) => [unit.id, unit.roles])),
  };
}

const toRole = ({ name, permissions, requiresMfa }: RoleAtUnits): Role => ({
  name,
  permissions: new Set(permissions),
  requiresMfa,
});

/** Whether the names of a role include what is asked for. */
type Asks = (role: Role, name: string) => boolean;

const permits: Asks = (role, name) => role.permissions.has(name);
const isNamed: Asks = (role, name) => role.name === name;

/** A role held at a unit counts there and below: at each unit on the way up, the roles held at it are asked. */
function isHeldOn(
  path: UnitPath,
  { units, roles }: UnitRights,
  acr: string | undefined,
  asks: Asks,
  name: string,
): boolean {
  for (const unit of path) {
    const held = units.get(unit);
    if (held === undefined) continue;
    for (const index of held) {
      const role = roles[index];
      if (role && (!role.requiresMfa || acr === 'aal2') && asks(role, name)) return true;
    }
  }
  return false;
}

const countingAt = (set: LeveledSet, acr: string | undefined): PermissionSet =>
  acr === 'aal2' ? set.aal2 : set;

/** Whether the permission is held at the unit to which the path leads, or without a unit. */
export const holdsAt = (
  set: LeveledSet,
  permission: string,
  path: UnitPath,
  acr?: string,
): boolean =>
  countingAt(set, acr).permissions.has(permission) ||
  (set.atUnits !== undefined && isHeldOn(path, set.atUnits, acr, permits, permission));

/** Like `holdsAt`, for a role. */
export const hasRoleAt = (set: LeveledSet, name: string, path: UnitPath, acr?: string): boolean =>
  countingAt(set, acr).roles.has(name) ||
  (set.atUnits !== undefined && isHeldOn(path, set.atUnits, acr, isNamed, name));

/** All that counts at the unit to which the path leads, at a level. */
export function countingAtUnit(
  set: LeveledSet,
  path: UnitPath,
  acr: string | undefined,
): PermissionSet {
  const everywhere = countingAt(set, acr);
  const { atUnits } = set;
  if (!atUnits) return everywhere;
  const indexes = path.flatMap((unit) => atUnits.units.get(unit) ?? []);
  const counting = indexes
    .map((index) => atUnits.roles[index])
    .filter((role) => role !== undefined && (acr === 'aal2' || !role.requiresMfa))
    .map((role) => role!);
  return {
    permissions: new Set([
      ...everywhere.permissions,
      ...counting.flatMap(({ permissions }) => [...permissions]),
    ]),
    roles: new Set([...everywhere.roles, ...counting.map(({ name }) => name)]),
  };
}
