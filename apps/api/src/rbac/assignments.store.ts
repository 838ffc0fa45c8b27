import { Injectable } from '@nestjs/common';
import { AUTH_SERVICE } from '#libs/access';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { FIRST_ID } from '#libs/paging';
import { serviceColumns, type ServiceRow } from '#api/services';
import type { RoleEntity } from './role.entity.js';
import { UserServiceRoleEntity } from './user-service-role.entity.js';

const PROPERTIES = ['id', 'userId', 'serviceId', 'roleId', 'createdAt'] as const;

export type AssignmentRow = Readonly<Pick<UserServiceRoleEntity, (typeof PROPERTIES)[number]>> & {
  readonly roleName: string;
};

/** A role that a user holds, with the service and all its permissions. */
export type HeldRoleRow = Pick<AssignmentRow, 'serviceId' | 'roleId' | 'roleName' | 'createdAt'> & {
  readonly serviceName: string;
  readonly requiresMfa: RoleEntity['requiresMfa'];
  readonly permissions: readonly string[];
};

/** A user, a service, and a role of that service. */
export type AssignmentKey = Pick<AssignmentRow, 'userId' | 'serviceId' | 'roleId'>;

/** A service with the names of the roles that a user holds in it. */
export type ServiceOfUserRow = ServiceRow & { readonly roles: readonly string[] };

interface Page {
  readonly after: string | null;
  readonly limit: number;
}

const HELD = ['userId', 'roleId', 'serviceId'] as const;

/** A role that a user holds in a service. */
type HeldRole = Readonly<Pick<UserServiceRoleEntity, (typeof HELD)[number]>> & {
  readonly roleName: string;
  /** Whether the role holds every permission of its service, those made later too. */
  readonly roleHoldsAll: RoleEntity['holdsAll'];
  /** Whether the role counts only in sessions with two factors. */
  readonly roleRequiresMfa: RoleEntity['requiresMfa'];
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

export function isGrant(row: GrantRow): row is Grant {
  return row.permission !== null;
}

const COLUMNS = `${columnsOf(UserServiceRoleEntity, PROPERTIES, 'a')}, r.name AS "roleName"`;

const SERVICE = serviceColumns('s');

const GRANT_COLUMNS = `${columnsOf(UserServiceRoleEntity, HELD, 'a')}, r.name AS "roleName",
        r.holds_all AS "roleHoldsAll", r.requires_mfa AS "roleRequiresMfa", s.name AS "serviceName",
        p.name AS permission, p.service_id = auth.id AS "isBuiltIn"`;

/** All SQL of the table `user_service_roles`: which roles users hold, and the permissions that they hold through them. */
@Injectable()
export class AssignmentsStore {
  listOfUser(tx: Tx, userId: string, serviceId: string, page: Page): Promise<AssignmentRow[]> {
    const sql = `SELECT ${COLUMNS} FROM user_service_roles a JOIN roles r ON r.id = a.role_id
      WHERE a.user_id = ANY(ARRAY[$1::uuid]) AND a.service_id = $2 AND a.id > coalesce($3::uuid, '${FIRST_ID}')
      ORDER BY a.user_id, a.service_id, a.id LIMIT $4`;
    return rows(tx, sql, [userId, serviceId, page.after, page.limit]);
  }

  listServicesOfUser(tx: Tx, userId: string, page: Page): Promise<ServiceOfUserRow[]> {
    const sql = `SELECT ${SERVICE},
        array_agg(r.name ORDER BY r.name) AS roles
      FROM user_service_roles a JOIN roles r ON r.id = a.role_id JOIN services s ON s.id = a.service_id
      WHERE a.user_id = $1 AND ($2::uuid IS NULL OR s.id > $2) GROUP BY s.id ORDER BY s.id LIMIT $3`;
    return rows(tx, sql, [userId, page.after, page.limit]);
  }

  /** The roles of the user in all services, deactivated ones too. */
  listHeld(tx: Tx, userId: string, limit: number): Promise<HeldRoleRow[]> {
    const sql = `SELECT a.service_id AS "serviceId", s.name AS "serviceName", a.role_id AS "roleId",
        r.name AS "roleName", r.requires_mfa AS "requiresMfa", a.created_at AS "createdAt",
        ARRAY(SELECT p.name FROM role_permissions rp JOIN permissions p ON p.id = rp.permission_id
               WHERE rp.role_id = r.id ORDER BY p.name) AS permissions
      FROM user_service_roles a JOIN services s ON s.id = a.service_id JOIN roles r ON r.id = a.role_id
      WHERE a.user_id = $1 ORDER BY a.service_id, a.id LIMIT $2`;
    return rows(tx, sql, [userId, limit]);
  }

  /** `false` when the user has the role already. */
  async insert(tx: Tx, assignment: AssignmentKey & Pick<AssignmentRow, 'id'>): Promise<boolean> {
    const sql = `INSERT INTO user_service_roles (id, user_id, service_id, role_id) VALUES ($1, $2, $3, $4)
      ON CONFLICT ON CONSTRAINT user_service_roles_user_id_service_id_role_id_key DO NOTHING RETURNING id`;
    const { id, userId, serviceId, roleId } = assignment;
    return (await row(tx, sql, [id, userId, serviceId, roleId])) !== null;
  }

  /** `false` when the user does not have the role. */
  async delete(tx: Tx, assignment: AssignmentKey): Promise<boolean> {
    const sql = `DELETE FROM user_service_roles
      WHERE user_id = $1 AND service_id = $2 AND role_id = $3 RETURNING id`;
    const { userId, serviceId, roleId } = assignment;
    return (await row(tx, sql, [userId, serviceId, roleId])) !== null;
  }

  /** Users who hold the role, bounded. */
  async listHolders(tx: Tx, roleId: string, limit: number): Promise<string[]> {
    const sql =
      'SELECT user_id AS "userId" FROM user_service_roles WHERE role_id = $1 ORDER BY user_id LIMIT $2';
    const found = await rows<Pick<AssignmentRow, 'userId'>>(tx, sql, [roleId, limit]);
    return found.map(({ userId }) => userId);
  }

  /** Whether a user who can sign in, other than the one named, holds the role. */
  async hasActiveHolder(tx: Tx, roleId: string, exceptUserId?: string): Promise<boolean> {
    const sql = `SELECT 1 FROM user_service_roles a JOIN users u ON u.id = a.user_id
      WHERE a.role_id = $1 AND ($2::uuid IS NULL OR a.user_id <> $2)
        AND u.is_active AND u.is_email_verified LIMIT 1`;
    return (await row(tx, sql, [roleId, exceptUserId ?? null])) !== null;
  }

  async isUser(tx: Tx, userId: string): Promise<boolean> {
    return (await row(tx, 'SELECT 1 FROM users WHERE id = $1', [userId])) !== null;
  }

  /** Whether the user holds any role of the service. */
  async holdsAny(tx: Tx, serviceId: string, userId: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM user_service_roles WHERE user_id = $1 AND service_id = $2 LIMIT 1';
    return (await row(tx, sql, [userId, serviceId])) !== null;
  }

  async holds(tx: Tx, roleId: string, userId: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM user_service_roles WHERE user_id = $2 AND role_id = $1';
    return (await row(tx, sql, [roleId, userId])) !== null;
  }

  /**
   * The roles of the users in the given service and in `auth_service`, with their permissions. An inactive user has none, and
   * a role in an inactive service counts for nothing.
   */
  listGrants(tx: Tx, userIds: readonly string[], serviceId: string): Promise<GrantRow[]> {
    const sql = `SELECT ${GRANT_COLUMNS}
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
   * The permissions that users hold through roles in the service alone, whether the accounts are active or not: what the
   * service's own administrators may see.
   */
  async listGrantsIn(tx: Tx, userIds: readonly string[], serviceId: string): Promise<Grant[]> {
    const sql = `SELECT ${GRANT_COLUMNS}
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

  /** The permissions that a user holds through roles in the service, or would hold once active again; sorted, each once. */
  async listPermissionsOf(tx: Tx, userId: string, serviceId: string): Promise<string[]> {
    const sql = `SELECT DISTINCT p.name FROM user_service_roles a
      JOIN role_permissions rp ON rp.role_id = a.role_id JOIN permissions p ON p.id = rp.permission_id
      WHERE a.user_id = $1 AND a.service_id = $2 ORDER BY p.name`;
    return (await rows<{ name: string }>(tx, sql, [userId, serviceId])).map(({ name }) => name);
  }

  /** The same for all other users who hold the role. */
  async listPermissionsOfHolders(
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
