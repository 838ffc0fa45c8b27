import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { PersonalData } from '#libs/personal-data';
import {
  UnitPersonalDataStore,
  type OwnMembership,
  type OwnUnitRole,
} from './unit-personal-data.store.js';

const MOST = 1000;

/** The units of which the user is a member, and the roles that the user holds at units, with the permissions that they give. */
@Injectable()
export class UnitPersonalData {
  constructor(data: PersonalData, database: Database, store: UnitPersonalDataStore) {
    data.declare('organizations', async ({ userId }) => {
      const memberships = await store.listMemberships(database.pool, userId, MOST);
      const roles = await store.listRoles(database.pool, userId, MOST);
      return { memberships: memberships.map(toMembership), roles: roles.map(toRole) };
    });
  }
}

const toMembership = (membership: OwnMembership) => ({
  unit_id: membership.unitId,
  unit_name: membership.unitName,
  organization_id: membership.organizationId,
  organization_name: membership.organizationName,
  is_owner: membership.isOwner,
  member_since: membership.createdAt,
});

const toRole = (role: OwnUnitRole) => ({
  unit_id: role.unitId,
  unit_name: role.unitName,
  organization_id: role.organizationId,
  service_id: role.serviceId,
  service_name: role.serviceName,
  role_id: role.roleId,
  role_name: role.roleName,
  held_by_unit: role.isOfUnit,
  requires_mfa: role.requiresMfa,
  permissions: role.permissions,
  assigned_at: role.createdAt,
});
