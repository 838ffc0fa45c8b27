import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { after } from '#libs/paging';
import type { ServiceRow } from '#api/services';
import { ServiceCallerEntity } from './service-caller.entity.js';

/** A service and one that may call it. */
export interface CallerKey {
  /** The service that relies on the scopes. */
  readonly serviceId: string;
  readonly callerId: string;
}

const GRANT = ['serviceId', 'scopes', 'grantedBy', 'grantedAt', 'updatedAt'] as const;

/** `id` and `name` are those of the calling service. */
export type CallerRow = Pick<ServiceRow, 'id' | 'name'> &
  Readonly<Pick<ServiceCallerEntity, (typeof GRANT)[number]>>;

/** A grant as it is shown to the user who made it. */
export type GrantByUser = Readonly<Pick<ServiceCallerEntity, (typeof GRANT)[number]>> & {
  readonly serviceName: ServiceRow['name'];
  readonly callerId: ServiceRow['id'];
  readonly callerName: ServiceRow['name'];
};

/** The scopes that the newest manifest of the service named; `null` when no manifest named any. */
type DeclaredScopes = readonly string[] | null;

/** A service that grants. */
export type GrantingService = Pick<ServiceRow, 'id' | 'name'> & {
  readonly declaredScopes: DeclaredScopes;
};

/** A granted scope that the service does not declare. */
export interface OrphanedScope {
  readonly name: string;
  /** The names of the services that hold it. */
  readonly grantedTo: string[];
}

const CALLER = `SELECT g.caller_service_id AS id, s.name, ${columnsOf(ServiceCallerEntity, GRANT, 'g')}
  FROM service_callers g JOIN services s ON s.id = g.caller_service_id`;

/** All SQL of the table `service_callers`, and of what services say of their scopes. */
@Injectable()
export class ServiceCallersStore {
  /** Grants and manifests of one service follow each other; two services may grant each other something at once. */
  lockService(tx: Tx, id: string): Promise<GrantingService | null> {
    const sql =
      'SELECT id, name, declared_scopes AS "declaredScopes" FROM services WHERE id = $1 FOR NO KEY UPDATE';
    return row(tx, sql, [id]);
  }

  /** It cannot be deleted until the transaction ends. */
  holdCaller(tx: Tx, id: string): Promise<Pick<ServiceRow, 'id' | 'name'> | null> {
    return row(tx, 'SELECT id, name FROM services WHERE id = $1 FOR KEY SHARE', [id]);
  }

  async findDeclared(tx: Tx, serviceId: string): Promise<DeclaredScopes> {
    const sql = 'SELECT declared_scopes AS "declaredScopes" FROM services WHERE id = $1';
    const found = await row<Pick<GrantingService, 'declaredScopes'>>(tx, sql, [serviceId]);
    return found?.declaredScopes ?? null;
  }

  async setDeclared(tx: Tx, serviceId: string, scopes: readonly string[]): Promise<void> {
    await rows(tx, 'UPDATE services SET declared_scopes = $2 WHERE id = $1', [serviceId, scopes]);
  }

  /** Granted scopes that are none of these. */
  listOrphaned(tx: Tx, serviceId: string, scopes: readonly string[]): Promise<OrphanedScope[]> {
    const sql = `SELECT scope AS name, array_agg(s.name ORDER BY s.name) AS "grantedTo"
      FROM service_callers g JOIN services s ON s.id = g.caller_service_id, unnest(g.scopes) AS scope
      WHERE g.service_id = $1 AND NOT scope = ANY($2::text[]) GROUP BY scope ORDER BY scope`;
    return rows(tx, sql, [serviceId, scopes]);
  }

  find(tx: Tx, { serviceId, callerId }: CallerKey): Promise<CallerRow | null> {
    const sql = `${CALLER} WHERE g.service_id = $1 AND g.caller_service_id = $2`;
    return row(tx, sql, [serviceId, callerId]);
  }

  /** `null`: the service may not call. */
  async findScopes(tx: Tx, { serviceId, callerId }: CallerKey): Promise<readonly string[] | null> {
    const sql =
      'SELECT scopes FROM service_callers WHERE service_id = $1 AND caller_service_id = $2';
    const found = await row<Pick<CallerRow, 'scopes'>>(tx, sql, [serviceId, callerId]);
    return found?.scopes ?? null;
  }

  list(
    tx: Tx,
    serviceId: string,
    page: { after: string | null; limit: number },
  ): Promise<CallerRow[]> {
    const sql = `${CALLER} WHERE ${after('g.service_id', 'g.caller_service_id')}
      ORDER BY g.service_id, g.caller_service_id LIMIT $3`;
    return rows(tx, sql, [serviceId, page.after, page.limit]);
  }

  /** The newest grants that the user made, for all services. */
  listGrantedBy(tx: Tx, userId: string, limit: number): Promise<GrantByUser[]> {
    const sql = `SELECT ${columnsOf(ServiceCallerEntity, GRANT, 'g')}, s.name AS "serviceName",
        g.caller_service_id AS "callerId", c.name AS "callerName"
      FROM service_callers g JOIN services s ON s.id = g.service_id JOIN services c ON c.id = g.caller_service_id
      WHERE g.granted_by = $1 ORDER BY g.updated_at DESC LIMIT $2`;
    return rows(tx, sql, [userId, limit]);
  }

  /** `false` when the same scopes were granted before. */
  async put(
    tx: Tx,
    { serviceId, callerId }: CallerKey,
    grant: { scopes: readonly string[]; by: string | null; at: Date },
  ): Promise<boolean> {
    const sql = `INSERT INTO service_callers (service_id, caller_service_id, scopes, granted_by, granted_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $5)
      ON CONFLICT (service_id, caller_service_id) DO UPDATE
        SET scopes = excluded.scopes, granted_by = excluded.granted_by, updated_at = excluded.updated_at
        WHERE service_callers.scopes <> excluded.scopes
      RETURNING service_id`;
    return (await row(tx, sql, [serviceId, callerId, grant.scopes, grant.by, grant.at])) !== null;
  }

  /** The scopes that were granted; `null` when there was no grant. */
  async delete(tx: Tx, { serviceId, callerId }: CallerKey): Promise<readonly string[] | null> {
    const sql = `DELETE FROM service_callers WHERE service_id = $1 AND caller_service_id = $2 RETURNING scopes`;
    const gone = await row<Pick<CallerRow, 'scopes'>>(tx, sql, [serviceId, callerId]);
    return gone?.scopes ?? null;
  }
}
