import { Injectable } from '@nestjs/common';
import { AUTH_SERVICE } from '#libs/access';
import { rows, type Tx } from '#libs/database';

/** One way in which a user holds a permission: through a role in a service. */
export interface Grant {
  readonly user_id: string;
  readonly permission: string;
  /** Whether it is one of this API's own permissions, which belong to `auth_service`. */
  readonly is_built_in: boolean;
  readonly role_id: string;
  readonly role_name: string;
  /** Whether the role holds every permission of its service, those made later too. */
  readonly role_holds_all: boolean;
  /** The service in which the role is held. */
  readonly service_id: string;
  readonly service_name: string;
}

/** A role that a user holds, with one of its permissions; `permission` is `null` for a role that holds none. */
export type GrantRow = Omit<Grant, 'permission' | 'is_built_in'> &
  (
    | Pick<Grant, 'permission' | 'is_built_in'>
    | { readonly permission: null; readonly is_built_in: null }
  );

export function isGrant(row: GrantRow): row is Grant {
  return row.permission !== null;
}

/** Reads who holds what. Inactive users and roles in inactive services confer nothing. */
@Injectable()
export class GrantsStore {
  /** All roles of the users with their permissions, through roles in the given service or in `auth_service`. */
  listOf(tx: Tx, userIds: readonly string[], serviceId: string): Promise<GrantRow[]> {
    const sql = `SELECT a.user_id, p.name AS permission, p.service_id = auth.id AS is_built_in,
        r.id AS role_id, r.name AS role_name, r.holds_all AS role_holds_all, s.id AS service_id, s.name AS service_name
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
}
