import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { Unit } from '#api/platform/changes';
import type { EndedRole } from './ended-role.js';
import { EndingRolesStore } from './ending-roles.store.js';

interface OfUser {
  readonly userId: string;
  readonly rootId: string;
}

/**
 * Ends roles at units with the memberships on which they depend, and announces it to the guards of their services. The
 * memberships are ended before, in the same transaction.
 */
@Injectable()
export class EndingRoles {
  constructor(private readonly store: EndingRolesStore) {}

  /** Of a user who was removed from the unit and is still a member of another one of the organization. */
  async endOf(unit: Unit, user: OfUser & { readonly unitId: string }): Promise<EndedRole[]> {
    return announced(unit, await this.store.deleteBelow(unit.tx, user));
  }

  /** Of a user who is a member of no unit of the organization any more. */
  endOfOrganization(unit: Unit, { userId, rootId }: OfUser): Promise<EndedRole[]> {
    return this.endOutside(unit, rootId, [userId]);
  }

  /** Of those of these users who are members of no unit of the organization any more. */
  async endOutside(unit: Unit, rootId: string, userIds: readonly string[]): Promise<EndedRole[]> {
    return announced(unit, await this.store.deleteOutside(unit.tx, rootId, userIds));
  }

  /** Of all users at the unit and below it, before these units are deleted. */
  async endBelow(unit: Unit, unitId: string): Promise<EndedRole[]> {
    return announced(unit, await this.store.deleteOfUsersBelow(unit.tx, unitId));
  }

  /** How many roles are held at the unit and below it, by users and by units. */
  countBelow(tx: Tx, unitId: string): Promise<number> {
    return this.store.countBelow(tx, unitId);
  }
}

/** Once for each user and service. */
function announced(unit: Unit, ended: EndedRole[]): EndedRole[] {
  const told = new Set<string>();
  for (const { userId, serviceId } of ended) {
    const key = `${userId} ${serviceId}`;
    if (told.has(key)) continue;
    told.add(key);
    unit.changed({ kind: 'user_permissions_changed', userId, serviceId });
  }
  return ended;
}
