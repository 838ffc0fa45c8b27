import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import {
  UnitPersonalDataStore,
  type OwnMembership,
  type OwnUnitRole,
} from './unit-personal-data.store.js';

const MOST = 1000;

/** An organization of a user: the units of which they are a member, and the roles that they hold there. */
export interface OwnOrganization {
  readonly id: string;
  readonly name: string;
  readonly isOwner: boolean;
  readonly units: readonly OwnMembership[];
  readonly roles: readonly OwnUnitRole[];
}

/** What a user belongs to, for the user. */
@Injectable()
export class OwnUnits {
  constructor(
    private readonly database: Database,
    private readonly store: UnitPersonalDataStore,
  ) {}

  /** By their names; of the first thousand units and roles. */
  async list(userId: string): Promise<readonly OwnOrganization[]> {
    const { pool } = this.database;
    const memberships = await this.store.listMemberships(pool, userId, MOST);
    const roles = await this.store.listRoles(pool, userId, MOST);
    const ids = [...new Set(memberships.map(({ organizationId }) => organizationId))];
    const found = ids.map((id) => {
      const units = memberships.filter(({ organizationId }) => organizationId === id);
      return {
        id,
        name: units[0]?.organizationName ?? '',
        isOwner: units.some(({ isOwner }) => isOwner),
        units,
        roles: roles.filter(({ organizationId }) => organizationId === id),
      };
    });
    return found.sort((a, b) => a.name.localeCompare(b.name));
  }
}
