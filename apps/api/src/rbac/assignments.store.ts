import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import { FIRST_ID } from '#libs/paging';

export interface AssignmentRow {
  readonly id: string;
  readonly user_id: string;
  readonly service_id: string;
  readonly role_id: string;
  readonly role_name: string;
  readonly created_at: Date;
}

export interface ServiceOfUserRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly is_active: boolean;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly roles: readonly string[];
}

interface Page {
  readonly after: string | null;
  readonly limit: number;
}

const COLUMNS = 'a.id, a.user_id, a.service_id, a.role_id, r.name AS role_name, a.created_at';

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
    const sql = `SELECT s.id, s.name, s.description, s.is_active, s.created_at, s.updated_at,
        array_agg(r.name ORDER BY r.name) AS roles
      FROM user_service_roles a JOIN roles r ON r.id = a.role_id JOIN services s ON s.id = a.service_id
      WHERE a.user_id = $1 AND ($2::uuid IS NULL OR s.id > $2) GROUP BY s.id ORDER BY s.id LIMIT $3`;
    return rows(tx, sql, [userId, page.after, page.limit]);
  }

  /** `false` when the user has the role already. */
  async insert(
    tx: Tx,
    assignment: { id: string; userId: string; serviceId: string; roleId: string },
  ): Promise<boolean> {
    const sql = `INSERT INTO user_service_roles (id, user_id, service_id, role_id) VALUES ($1, $2, $3, $4)
      ON CONFLICT ON CONSTRAINT user_service_roles_user_id_service_id_role_id_key DO NOTHING RETURNING id`;
    const { id, userId, serviceId, roleId } = assignment;
    return (await row(tx, sql, [id, userId, serviceId, roleId])) !== null;
  }

  /** `false` when the user does not have the role. */
  async delete(
    tx: Tx,
    assignment: { userId: string; serviceId: string; roleId: string },
  ): Promise<boolean> {
    const sql = `DELETE FROM user_service_roles
      WHERE user_id = $1 AND service_id = $2 AND role_id = $3 RETURNING id`;
    const { userId, serviceId, roleId } = assignment;
    return (await row(tx, sql, [userId, serviceId, roleId])) !== null;
  }

  /** Users who hold the role, bounded. */
  async listHolders(tx: Tx, roleId: string, limit: number): Promise<string[]> {
    const sql =
      'SELECT user_id FROM user_service_roles WHERE role_id = $1 ORDER BY user_id LIMIT $2';
    const found = await rows<{ user_id: string }>(tx, sql, [roleId, limit]);
    return found.map(({ user_id }) => user_id);
  }

  /** Whether somebody who can sign in holds the role; somebody else than this user, if one is named. */
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
