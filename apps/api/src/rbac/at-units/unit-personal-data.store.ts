import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';

/** A unit of which a user is a member. */
export interface OwnMembership {
  readonly unitId: string;
  readonly unitName: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly isOwner: boolean;
  readonly createdAt: Date;
}

/** A role that a user holds at a unit as themselves, or as a member of it or of a unit below it. */
export interface OwnUnitRole {
  readonly unitId: string;
  readonly unitName: string;
  readonly organizationId: string;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly roleId: string;
  readonly roleName: string;
  readonly requiresMfa: boolean;
  readonly isOfUnit: boolean;
  /** Names, sorted. */
  readonly permissions: readonly string[];
  readonly createdAt: Date;
}

/** The SQL of what is kept about a user in organizations. */
@Injectable()
export class UnitPersonalDataStore {
  /** @param limit of the units */
  listMemberships(tx: Tx, userId: string, limit: number): Promise<OwnMembership[]> {
    const sql = `SELECT u.id AS "unitId", u.name AS "unitName", o.id AS "organizationId", o.name AS "organizationName",
        u.id = o.id AND EXISTS (SELECT FROM organization_owners w
          WHERE w.organization_id = m.root_id AND w.user_id = m.user_id) AS "isOwner", m.created_at AS "createdAt"
      FROM organization_members m JOIN organizations u ON u.id = m.unit_id JOIN organizations o ON o.id = m.root_id
      WHERE m.user_id = $1 ORDER BY m.root_id, m.unit_id LIMIT $2`;
    return rows(tx, sql, [userId, limit]);
  }

  /** Of all services, inactive ones too: it is about what is kept. @param limit of the roles */
  listRoles(tx: Tx, userId: string, limit: number): Promise<OwnUnitRole[]> {
    const sql = `WITH RECURSIVE above AS (
        SELECT u.id, u.parent_id FROM organization_members m JOIN organizations u ON u.id = m.unit_id
         WHERE m.user_id = $1
        UNION
        SELECT u.id, u.parent_id FROM above JOIN organizations u ON u.id = above.parent_id
      ), held AS (
        SELECT id FROM unit_roles WHERE user_id = $1
        UNION
        SELECT ur.id FROM above JOIN unit_roles ur ON ur.unit_id = above.id WHERE ur.user_id IS NULL
      )
      SELECT ur.unit_id AS "unitId", u.name AS "unitName", ur.root_id AS "organizationId",
        ur.service_id AS "serviceId", s.name AS "serviceName", ur.role_id AS "roleId", r.name AS "roleName",
        r.requires_mfa AS "requiresMfa", ur.user_id IS NULL AS "isOfUnit", ur.created_at AS "createdAt",
        ARRAY(SELECT p.name FROM role_permissions rp JOIN permissions p ON p.id = rp.permission_id
               WHERE rp.role_id = r.id ORDER BY p.name) AS permissions
      FROM held JOIN unit_roles ur ON ur.id = held.id
        JOIN organizations u ON u.id = ur.unit_id
        JOIN services s ON s.id = ur.service_id
        JOIN roles r ON r.id = ur.role_id
      ORDER BY ur.root_id, ur.unit_id, ur.id LIMIT $2`;
    return rows(tx, sql, [userId, limit]);
  }
}
