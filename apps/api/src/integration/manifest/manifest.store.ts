import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';

export interface KnownPermission {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly held_by: readonly string[];
}

export interface KnownRole {
  readonly id: string;
  readonly name: string;
  readonly name_canonical: string;
}

/** Reads what a service has, to compare a manifest with. */
@Injectable()
export class ManifestStore {
  listPermissions(tx: Tx, serviceId: string): Promise<KnownPermission[]> {
    const sql = `SELECT p.id, p.name, p.description,
        array(SELECT r.name FROM role_permissions rp JOIN roles r ON r.id = rp.role_id
          WHERE rp.permission_id = p.id ORDER BY r.name) AS held_by
      FROM permissions p WHERE p.service_id = $1 ORDER BY p.name`;
    return rows(tx, sql, [serviceId]);
  }

  listRoles(tx: Tx, serviceId: string): Promise<KnownRole[]> {
    const sql = 'SELECT id, name, name_canonical FROM roles WHERE service_id = $1 ORDER BY name';
    return rows(tx, sql, [serviceId]);
  }
}
