import { Injectable } from '@nestjs/common';
import { columnsOf, rows, type Tx } from '#libs/database';
import { PermissionEntity, RoleEntity } from '#api/rbac';

const PERMISSION = ['id', 'name', 'description'] as const;
const ROLE = ['id', 'name', 'nameCanonical', 'requiresMfa'] as const;

/** A permission of the service, with the names of the roles that hold it. */
export type KnownPermission = Readonly<Pick<PermissionEntity, (typeof PERMISSION)[number]>> & {
  readonly heldBy: readonly string[];
};

export type KnownRole = Readonly<Pick<RoleEntity, (typeof ROLE)[number]>>;

const PERMISSION_COLUMNS = columnsOf(PermissionEntity, PERMISSION, 'p');
const ROLE_COLUMNS = columnsOf(RoleEntity, ROLE);

/** Reads the permissions and roles of a service for the comparison with a manifest. */
@Injectable()
export class ManifestStore {
  listPermissions(tx: Tx, serviceId: string): Promise<KnownPermission[]> {
    const sql = `SELECT ${PERMISSION_COLUMNS},
        array(SELECT r.name FROM role_permissions rp JOIN roles r ON r.id = rp.role_id
          WHERE rp.permission_id = p.id ORDER BY r.name) AS "heldBy"
      FROM permissions p WHERE p.service_id = $1 ORDER BY p.name`;
    return rows(tx, sql, [serviceId]);
  }

  listRoles(tx: Tx, serviceId: string): Promise<KnownRole[]> {
    const sql = `SELECT ${ROLE_COLUMNS} FROM roles WHERE service_id = $1 ORDER BY name`;
    return rows(tx, sql, [serviceId]);
  }
}
