import type { HeldRole } from './merging.store.js';

/** A unit of which the kept account becomes a member. */
export interface MovedMembership {
  readonly unitId: string;
  readonly organizationId: string;
  readonly organizationName: string;
}

/** A role at a unit that the kept account gets. */
export interface MovedUnitRole extends HeldRole {
  readonly unitId: string;
  readonly unitName: string;
}

/** What an account has in organizations and the other one has not. */
export interface MovedUnits {
  readonly memberships: readonly MovedMembership[];
  /** The ids of organizations. */
  readonly owned: readonly string[];
  readonly roles: readonly MovedUnitRole[];
}

/** What an undone merge gave back to the ended account in organizations. */
export interface ReturnedUnits {
  /** The ids of organizations in which one of the two accounts has something else now. */
  readonly organizationIds: readonly string[];
  /** The services of the roles at units. */
  readonly serviceIds: readonly string[];
  readonly unitCount: number;
  readonly roleCount: number;
  /** Of what was recorded and is not back: the kept account has lost it since, or the unit is gone. */
  readonly lostUnitCount: number;
  readonly lostRoleCount: number;
}

/** An organization of which the kept account becomes a member of units, or an owner. */
export interface MovedOrganization {
  readonly id: string;
  readonly name: string;
  readonly unitCount: number;
  readonly isOwned: boolean;
}

/** The memberships by their organization. */
export function organizationsOf({ memberships, owned }: MovedUnits): MovedOrganization[] {
  const owns = new Set(owned);
  const found = new Map<string, MovedOrganization>();
  for (const { organizationId: id, organizationName: name } of memberships) {
    const unitCount = (found.get(id)?.unitCount ?? 0) + 1;
    found.set(id, { id, name, unitCount, isOwned: owns.has(id) });
  }
  return [...found.values()];
}
