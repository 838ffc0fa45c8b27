import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { PersonalData } from '#libs/personal-data';
import { AssignmentsStore } from './assignments.store.js';

const MOST = 1000;

/** The roles that the user holds, with the permissions that they give. */
@Injectable()
export class RbacPersonalData {
  constructor(data: PersonalData, database: Database, store: AssignmentsStore) {
    data.declare('roles', async ({ userId }) => {
      const held = await store.listHeld(database.pool, userId, MOST);
      return held.map((role) => ({
        service_id: role.serviceId,
        service_name: role.serviceName,
        role_id: role.roleId,
        role_name: role.roleName,
        requires_mfa: role.requiresMfa,
        permissions: role.permissions,
        assigned_at: role.createdAt,
      }));
    });
  }
}
