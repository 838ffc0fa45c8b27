import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';

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

  /** What the newest manifest named; `null` when none ever did. */
  async findScopes(tx: Tx, serviceId: string): Promise<readonly string[] | null> {
    const sql = 'SELECT declared_scopes FROM services WHERE id = $1';
    const found = await row<{ declared_scopes: readonly string[] | null }>(tx, sql, [serviceId]);
    return found?.declared_scopes ?? null;
  }

  async setScopes(tx: Tx, serviceId: string, scopes: readonly string[]): Promise<void> {
    await rows(tx, 'UPDATE services SET declared_scopes = $2 WHERE id = $1', [serviceId, scopes]);
  }

  /** Granted scopes that are none of these, with the services that hold them. */
  listOrphanedScopes(
    tx: Tx,
    serviceId: string,
    scopes: readonly string[],
  ): Promise<{ name: string; granted_to: string[] }[]> {
    const sql = `SELECT scope AS name, array_agg(s.name ORDER BY s.name) AS granted_to
      FROM service_callers g JOIN services s ON s.id = g.caller_service_id, unnest(g.scopes) AS scope
      WHERE g.service_id = $1 AND NOT scope = ANY($2::text[]) GROUP BY scope ORDER BY scope`;
    return rows(tx, sql, [serviceId, scopes]);
  }

  listRoles(tx: Tx, serviceId: string): Promise<KnownRole[]> {
    const sql = 'SELECT id, name, name_canonical FROM roles WHERE service_id = $1 ORDER BY name';
    return rows(tx, sql, [serviceId]);
  }
}
