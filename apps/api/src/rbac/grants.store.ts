import { Injectable } from '@nestjs/common';
import { AUTH_SERVICE } from '#libs/access';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import type { RoleEntity } from './role.entity.js';
import { UserServiceRoleEntity } from './user-service-role.entity.js';

const ASSIGNMENT = ['userId', 'roleId', 'serviceId'] as const;

/** A role that a user holds in a service. */
type HeldRole = Readonly<Pick<UserServiceRoleEntity, (typeof ASSIGNMENT)[number]>> & {
  readonly roleName: string;
  /** Whether the role holds every permission of its service, those made later too. */
  readonly roleHoldsAll: RoleEntity['holdsAll'];
  readonly serviceName: string;
};

/** A permission that a user holds through a role in a service. */
export type Grant = HeldRole & {
  readonly permission: string;
  /** Whether it is one of this API's own permissions, which belong to `auth_service`. */
  readonly isBuiltIn: boolean;
};

/** A role that a user holds, with one of its permissions; `permission` is `null` for a role that holds none. */
export type GrantRow = Grant | (HeldRole & { readonly permission: null; readonly isBuiltIn: null });

const COLUMNS = `${columnsOf(UserServiceRoleEntity, ASSIGNMENT, 'a')}, r.name AS "roleName",
        r.holds_all AS "roleHoldsAll", s.name AS "serviceName",
        p.name AS permission, p.service_id = auth.id AS "isBuiltIn"`;

export function isGrant(row: GrantRow): row is Grant {
  return row.permission !== null;
}

/** The SQL of what users hold. Inactive users and roles in inactive services confer nothing. */
@Injectable()
export class GrantsStore {
  /** All roles of the users with their permissions, through roles in the given service or in `auth_service`. */
  listOf(tx: Tx, userIds: readonly string[], serviceId: string): Promise<GrantRow[]> {
    const sql = `SELECT ${COLUMNS}
      FROM services auth
      JOIN user_service_roles a ON a.service_id IN (auth.id, $2)
      JOIN users u ON u.id = a.user_id AND u.is_active
      JOIN services s ON s.id = a.service_id AND s.is_active
      JOIN roles r ON r.id = a.role_id
      LEFT JOIN role_permissions rp ON rp.role_id = r.id
      LEFT JOIN permissions p ON p.id = rp.permission_id
      WHERE auth.name_canonical = '${AUTH_SERVICE}' AND a.user_id = ANY($1::uuid[])
      ORDER BY p.name, r.name, r.id`;
    return rows(tx, sql, [userIds, serviceId]);
  }

  /**
   * Through roles in the service alone, whether the accounts are active or not: what the service's own administrators may
   * see.
   */
  async listAssigned(tx: Tx, userIds: readonly string[], serviceId: string): Promise<Grant[]> {
    const sql = `SELECT ${COLUMNS}
      FROM services auth
      JOIN services s ON s.id = $2 AND s.is_active
      JOIN user_service_roles a ON a.service_id = s.id
      JOIN roles r ON r.id = a.role_id
      JOIN role_permissions rp ON rp.role_id = r.id
      JOIN permissions p ON p.id = rp.permission_id
      WHERE auth.name_canonical = '${AUTH_SERVICE}' AND a.user_id = ANY($1::uuid[])
      ORDER BY p.name, r.name, r.id`;
    return rows(tx, sql, [userIds, serviceId]);
  }

  /** What a user holds through roles in the service, or would hold once active again; sorted, each once. */
  async listNamesOf(tx: Tx, userId: string, serviceId: string): Promise<string[]> {
    const sql = `SELECT DISTINCT p.name FROM user_service_roles a
      JOIN role_permissions rp ON rp.role_id = a.role_id JOIN permissions p ON p.id = rp.permission_id
      WHERE a.user_id = $1 AND a.service_id = $2 ORDER BY p.name`;
    return (await rows<{ name: string }>(tx, sql, [userId, serviceId])).map(({ name }) => name);
  }

  /** The same for all other users who hold the role. */
  async listNamesOfHolders(
    tx: Tx,
    role: Pick<RoleEntity, 'id' | 'serviceId'>,
    exceptUserId: string,
  ): Promise<string[]> {
    const sql = `SELECT DISTINCT p.name FROM roles r
      CROSS JOIN LATERAL (SELECT 1 FROM user_service_roles other
        JOIN user_service_roles held ON held.user_id = other.user_id AND held.service_id = $2 AND held.role_id = $1
        WHERE other.role_id = r.id AND other.user_id <> $3 LIMIT 1) holder
      JOIN role_permissions rp ON rp.role_id = r.id JOIN permissions p ON p.id = rp.permission_id
      WHERE r.service_id = $2 ORDER BY p.name`;
    const found = await rows<{ name: string }>(tx, sql, [role.id, role.serviceId, exceptUserId]);
    return found.map(({ name }) => name);
  }

  /** Whether another user holds a role in the service. */
  async isHeldByOthers(tx: Tx, serviceId: string, exceptUserId: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM user_service_roles WHERE service_id = $1 AND user_id <> $2 LIMIT 1';
    return (await row(tx, sql, [serviceId, exceptUserId])) !== null;
  }
}
