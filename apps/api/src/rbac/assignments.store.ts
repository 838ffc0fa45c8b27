import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { FIRST_ID } from '#libs/paging';
import { serviceColumns, type ServiceRow } from '#api/services';
import { UserServiceRoleEntity } from './user-service-role.entity.js';

const PROPERTIES = ['id', 'userId', 'serviceId', 'roleId', 'createdAt'] as const;

export type AssignmentRow = Readonly<Pick<UserServiceRoleEntity, (typeof PROPERTIES)[number]>> & {
  readonly roleName: string;
};

/** A user, a service, and a role of that service. */
export type AssignmentKey = Pick<AssignmentRow, 'userId' | 'serviceId' | 'roleId'>;

/** A service with the names of the roles that a user holds in it. */
export type ServiceOfUserRow = ServiceRow & { readonly roles: readonly string[] };

interface Page {
  readonly after: string | null;
  readonly limit: number;
}

const COLUMNS = `${columnsOf(UserServiceRoleEntity, PROPERTIES, 'a')}, r.name AS "roleName"`;

const SERVICE = serviceColumns('s');

/** All SQL of the table `user_service_roles`. */
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

  async holds(tx: Tx, roleId: string, userId: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM user_service_roles WHERE user_id = $2 AND role_id = $1';
    return (await row(tx, sql, [roleId, userId])) !== null;
  }
}
