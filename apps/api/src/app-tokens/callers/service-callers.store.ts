import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import { after } from '#libs/paging';

/** Who is let in where. */
export interface CallerKey {
  /** The service that relies on the scopes. */
  readonly serviceId: string;
  readonly callerId: string;
}

export interface CallerRow {
  /** Of the calling service. */
  readonly id: string;
  readonly name: string;
  readonly service_id: string;
  readonly scopes: readonly string[];
  readonly granted_by: string | null;
  readonly granted_at: Date;
  readonly updated_at: Date;
}

/** A service that grants, held while it does. */
export interface GrantingService {
  readonly id: string;
  readonly name: string;
  /** What its newest manifest named; `null` when none ever did. */
  readonly declared_scopes: readonly string[] | null;
}

/** A granted scope that the service does not declare. */
export interface OrphanedScope {
  readonly name: string;
  /** The names of the services that hold it. */
  readonly granted_to: string[];
}

const CALLER = `SELECT g.caller_service_id AS id, s.name, g.service_id, g.scopes, g.granted_by, g.granted_at, g.updated_at
  FROM service_callers g JOIN services s ON s.id = g.caller_service_id`;

/** All SQL of the table `service_callers`, and of what services say of their scopes. */
@Injectable()
export class ServiceCallersStore {
  /** Grants and manifests of one service come one after the other; two services may grant each other something at once. */
  lockService(tx: Tx, id: string): Promise<GrantingService | null> {
    const sql = 'SELECT id, name, declared_scopes FROM services WHERE id = $1 FOR NO KEY UPDATE';
    return row(tx, sql, [id]);
  }

  /** It cannot be deleted until the transaction ends. */
  holdCaller(tx: Tx, id: string): Promise<{ readonly id: string; readonly name: string } | null> {
    return row(tx, 'SELECT id, name FROM services WHERE id = $1 FOR KEY SHARE', [id]);
  }

  /** What its newest manifest named; `null` when none ever did. */
  async findDeclared(tx: Tx, serviceId: string): Promise<readonly string[] | null> {
    const sql = 'SELECT declared_scopes FROM services WHERE id = $1';
    const found = await row<{ declared_scopes: readonly string[] | null }>(tx, sql, [serviceId]);
    return found?.declared_scopes ?? null;
  }

  async setDeclared(tx: Tx, serviceId: string, scopes: readonly string[]): Promise<void> {
    await rows(tx, 'UPDATE services SET declared_scopes = $2 WHERE id = $1', [serviceId, scopes]);
  }

  /** Granted scopes that are none of these. */
  listOrphaned(tx: Tx, serviceId: string, scopes: readonly string[]): Promise<OrphanedScope[]> {
    const sql = `SELECT scope AS name, array_agg(s.name ORDER BY s.name) AS granted_to
      FROM service_callers g JOIN services s ON s.id = g.caller_service_id, unnest(g.scopes) AS scope
      WHERE g.service_id = $1 AND NOT scope = ANY($2::text[]) GROUP BY scope ORDER BY scope`;
    return rows(tx, sql, [serviceId, scopes]);
  }

  find(tx: Tx, { serviceId, callerId }: CallerKey): Promise<CallerRow | null> {
    const sql = `${CALLER} WHERE g.service_id = $1 AND g.caller_service_id = $2`;
    return row(tx, sql, [serviceId, callerId]);
  }

  /** `null`: nothing is granted, not even to come in. */
  async findScopes(tx: Tx, { serviceId, callerId }: CallerKey): Promise<readonly string[] | null> {
    const sql =
      'SELECT scopes FROM service_callers WHERE service_id = $1 AND caller_service_id = $2';
    const found = await row<{ scopes: readonly string[] }>(tx, sql, [serviceId, callerId]);
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

  /** Whether anything is other than before. */
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
    const gone = await row<{ scopes: readonly string[] }>(tx, sql, [serviceId, callerId]);
    return gone?.scopes ?? null;
  }
}
