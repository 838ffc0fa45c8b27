import { Injectable } from '@nestjs/common';
import { columnsOf, rows, type Tx } from '#libs/database';
import { DEEPEST } from '#api/units';
import type { RoleEntity } from '../role.entity.js';
import { UnitRoleEntity } from './unit-role.entity.js';

const HELD = ['unitId', 'roleId', 'serviceId'] as const;

/** A role that a user holds at a unit, and so in every unit below it. */
export type UnitGrantRow = Readonly<Pick<UnitRoleEntity, (typeof HELD)[number]>> & {
  readonly userId: string;
  readonly roleName: string;
  readonly roleRequiresMfa: RoleEntity['requiresMfa'];
  readonly serviceName: string;
  /** Whether the unit holds the role, and the user as a member of it or of a unit below it. */
  readonly isOfUnit: boolean;
  /** Names, sorted. */
  readonly permissions: readonly string[];
};

/** A unit of which a user is a member, or that is above one of which they are. */
export interface UnitAbove {
  readonly userId: string;
  readonly unitId: string;
}

/** The units of the users in `$1`, and those above, each once for each user. */
const ABOVE = `above AS (
    SELECT m.user_id, u.id AS unit_id, u.parent_id, 0 AS distance
      FROM organization_members m JOIN organizations u ON u.id = m.unit_id
     WHERE m.user_id = ANY($1::uuid[])
    UNION
    SELECT above.user_id, u.id, u.parent_id, above.distance + 1
      FROM above JOIN organizations u ON u.id = above.parent_id
     WHERE above.distance < ${DEEPEST}
  )`;

const COLUMNS = `${columnsOf(UnitRoleEntity, HELD, 'ur')}, r.name AS "roleName",
    r.requires_mfa AS "roleRequiresMfa", s.name AS "serviceName", ur.user_id IS NULL AS "isOfUnit",
    ARRAY(SELECT p.name FROM role_permissions rp JOIN permissions p ON p.id = rp.permission_id
           WHERE rp.role_id = r.id ORDER BY p.name) AS permissions`;

/** All SQL of the table `unit_roles`: the roles that are held at units. */
@Injectable()
export class UnitRolesStore {
  /**
   * What the users hold at units in the service: as themselves, and as members of units that hold a role or are below such.
   * An inactive user has nothing, and a role in an inactive service counts for nothing.
   * @param withInactive what inactive users would hold as well, for readers who may not learn that they are
   */
  listHeld(
    tx: Tx,
    userIds: readonly string[],
    serviceId: string,
    withInactive = false,
  ): Promise<UnitGrantRow[]> {
    const sql = `WITH RECURSIVE ${ABOVE}, held AS (
        SELECT ur.id, ur.user_id FROM unit_roles ur WHERE ur.user_id = ANY($1::uuid[]) AND ur.service_id = $2
        UNION
        SELECT ur.id, above.user_id FROM above JOIN unit_roles ur ON ur.unit_id = above.unit_id
         WHERE ur.user_id IS NULL AND ur.service_id = $2
      )
      SELECT held.user_id AS "userId", ${COLUMNS}
        FROM held
        JOIN unit_roles ur ON ur.id = held.id
        JOIN users u ON u.id = held.user_id AND (u.is_active OR $3)
        JOIN services s ON s.id = ur.service_id AND s.is_active
        JOIN roles r ON r.id = ur.role_id
       ORDER BY held.user_id, ur.unit_id, r.name, ur.id`;
    return rows(tx, sql, [userIds, serviceId, withInactive]);
  }

  /** The units of which the users are members, and all above them. */
  listAbove(tx: Tx, userIds: readonly string[]): Promise<UnitAbove[]> {
    const sql = `WITH RECURSIVE ${ABOVE}
      SELECT DISTINCT user_id AS "userId", unit_id AS "unitId" FROM above ORDER BY user_id, unit_id`;
    return rows(tx, sql, [userIds]);
  }
}
