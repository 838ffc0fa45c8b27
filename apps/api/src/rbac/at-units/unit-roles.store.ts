import { Injectable } from '@nestjs/common';
import { columnsOf, rows, type Tx } from '#libs/database';
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

/**
 * The users in `$1` as rows: the planner then expects as many rows as a user has on average, and looks each of them up by an
 * index, also for users with thousands of units.
 */
const ASKED = 'unnest($1::uuid[]) asked(id)';

/** The units of the users in `$1`, and those above, each once for each user. `UNION` ends it whatever the rows say. */
const ABOVE = `above AS (
    SELECT m.user_id, u.id AS unit_id, u.parent_id
      FROM ${ASKED} JOIN organization_members m ON m.user_id = asked.id JOIN organizations u ON u.id = m.unit_id
    UNION
    SELECT above.user_id, u.id, u.parent_id FROM above JOIN organizations u ON u.id = above.parent_id
  )`;

/**
 * The ids of roles at units, in the service in `$2`. `OFFSET 0` keeps the look-up of one unit apart: it goes by the index of the
 * unit, however many units of the service hold roles.
 */
const HELD_IDS = `held AS MATERIALIZED (
    SELECT ur.user_id, ur.id, ur.unit_id, ur.role_id, ur.service_id, false AS is_of_unit
      FROM ${ASKED} JOIN unit_roles ur ON ur.user_id = asked.id AND ur.service_id = $2
    UNION ALL
    SELECT above.user_id, of_unit.id, of_unit.unit_id, of_unit.role_id, of_unit.service_id, true
      FROM above CROSS JOIN LATERAL (
        SELECT ur.id, ur.unit_id, ur.role_id, ur.service_id FROM unit_roles ur
         WHERE ur.unit_id = above.unit_id AND ur.user_id IS NULL AND ur.service_id = $2 OFFSET 0) of_unit
  )`;

/** These roles, with their permissions, which are read once for each role. */
const GIVEN = `given AS MATERIALIZED (
    SELECT r.id, r.name AS "roleName", r.requires_mfa AS "roleRequiresMfa", s.name AS "serviceName",
      ARRAY(SELECT p.name FROM role_permissions rp JOIN permissions p ON p.id = rp.permission_id
             WHERE rp.role_id = r.id ORDER BY p.name) AS permissions
      FROM roles r JOIN services s ON s.id = r.service_id AND s.is_active
     WHERE r.id = ANY(ARRAY(SELECT DISTINCT role_id FROM held))
  )`;

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
    const sql = `WITH RECURSIVE ${ABOVE}, ${HELD_IDS}, ${GIVEN}
      SELECT held.user_id AS "userId", ${columnsOf(UnitRoleEntity, HELD, 'held')}, "roleName", "roleRequiresMfa",
        "serviceName", held.is_of_unit AS "isOfUnit", permissions
        FROM held
        JOIN users u ON u.id = held.user_id AND u.id = ANY($1::uuid[]) AND (u.is_active OR $3)
        JOIN given ON given.id = held.role_id
       ORDER BY held.user_id, held.unit_id, "roleName", held.id`;
    return rows(tx, sql, [userIds, serviceId, withInactive]);
  }

  /** The units of which the users are members, and all above them. */
  listAbove(tx: Tx, userIds: readonly string[]): Promise<UnitAbove[]> {
    const sql = `WITH RECURSIVE ${ABOVE}
      SELECT DISTINCT user_id AS "userId", unit_id AS "unitId" FROM above ORDER BY user_id, unit_id`;
    return rows(tx, sql, [userIds]);
  }
}
