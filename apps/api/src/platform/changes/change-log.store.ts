import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { newId } from '#libs/kernel';
import type { Change } from './change.js';
import { ChangeLogEntity } from './change-log.entity.js';
import { markersOf } from './markers.js';
import type { Marker } from './validated-cache.js';

/** A change that was written and not yet announced to other instances. */
export interface Unannounced {
  readonly id: string;
  readonly markers: readonly Marker[];
}

/** A position in the order of the log. */
export interface Place {
  readonly xid: number;
  readonly seq: number;
}

const LOGGED = [
  'xid',
  'seq',
  'kind',
  'userId',
  'sessionId',
  'serviceId',
  'roleId',
  'tokenId',
  'data',
  'createdAt',
] as const;
type LoggedRow = Readonly<Pick<ChangeLogEntity, (typeof LOGGED)[number]>>;

export type LoggedChange = Omit<LoggedRow, keyof Place> & Place;

/**
 * Where the log ends for readers: a row of an open transaction may still appear before rows of `settledBelowXid` and
 * above.
 */
export interface Edge {
  readonly settledBelowXid: number;
  /** No row of this cluster can have this transaction id or a higher one. */
  readonly nextXid: number;
  /** Whether there are rows that cannot be read yet. */
  readonly isHeldBack: boolean;
  readonly nowSeconds: number;
}

const COLUMNS = columnsOf(ChangeLogEntity, LOGGED);
const SETTLED_BELOW = 'pg_snapshot_xmin(pg_current_snapshot())::text::bigint';
const NEXT_XID = 'pg_snapshot_xmax(pg_current_snapshot())::text::bigint';

/** All SQL of the table `change_log`. */
@Injectable()
export class ChangeLogStore {
  async append(tx: Tx, changes: readonly Change[]): Promise<Unannounced[]> {
    const given = changes.map((change) => ({
      id: newId(),
      kind: change.kind,
      user_id: change.userId,
      session_id: change.sessionId,
      service_id: change.serviceId,
      role_id: change.roleId,
      token_id: change.tokenId,
      data: change.data,
      markers: markersOf(change),
    }));
    await rows(
      tx,
      `INSERT INTO change_log
              (id, kind, user_id, session_id, service_id, role_id, token_id, data, markers, announced)
       SELECT id, kind, user_id, session_id, service_id, role_id, token_id, data, markers, markers = '{}'
         FROM jsonb_to_recordset($1::jsonb)
           AS c (id uuid, kind text, user_id uuid, session_id uuid, service_id uuid, role_id uuid,
                 token_id uuid, data jsonb, markers text[])`,
      [JSON.stringify(given)],
    );
    return given.map(({ id, markers }) => ({ id, markers }));
  }

  async markAnnounced(tx: Tx, ids: readonly string[]): Promise<void> {
    await rows(tx, 'UPDATE change_log SET announced = true WHERE id = ANY($1)', [ids]);
  }

  /** Locks the rows for this transaction and skips those that another instance has locked. */
  claimUnannounced(tx: Tx, olderThanSeconds: number, limit: number): Promise<Unannounced[]> {
    return rows<Unannounced>(
      tx,
      `SELECT id, markers FROM change_log
        WHERE NOT announced AND created_at <= now() - make_interval(secs => $1)
        ORDER BY seq LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [olderThanSeconds, limit],
    );
  }

  /** Rows that another instance has claimed and not finished count as not announced. */
  async isAllAnnounced(tx: Tx, olderThanSeconds: number): Promise<boolean> {
    const found = await row<{ all: boolean }>(
      tx,
      `SELECT NOT EXISTS (
         SELECT FROM change_log
          WHERE NOT announced AND created_at <= now() - make_interval(secs => $1)) AS all`,
      [olderThanSeconds],
    );
    return found?.all === true;
  }

  /** Marks rows as announced that are older than any cache entry. Returns how many there were. */
  async settleUnannounced(tx: Tx, olderThanSeconds: number, limit: number): Promise<number> {
    const settled = await rows(
      tx,
      `UPDATE change_log SET announced = true WHERE id = ANY (ARRAY(
         SELECT id FROM change_log
          WHERE NOT announced AND created_at < now() - make_interval(secs => $1)
          ORDER BY seq LIMIT $2 FOR UPDATE SKIP LOCKED))
       RETURNING id`,
      [olderThanSeconds, limit],
    );
    return settled.length;
  }

  /** Lists settled rows in order: no row can appear before them later. */
  async listAfter(tx: Tx, { xid, seq }: Place, limit: number): Promise<LoggedChange[]> {
    const found = await rows<LoggedRow>(
      tx,
      `SELECT ${COLUMNS} FROM change_log
        WHERE (xid, seq) > ($1, $2) AND xid < ${SETTLED_BELOW}
        ORDER BY xid, seq LIMIT $3`,
      [xid, seq, limit],
    );
    return found.map((each) => ({ ...each, xid: Number(each.xid), seq: Number(each.seq) }));
  }

  async getEdge(tx: Tx): Promise<Edge> {
    const found = await row<{ settled: string; next: string; held: boolean; now: number }>(
      tx,
      `SELECT ${SETTLED_BELOW} AS settled, ${NEXT_XID} AS next,
              EXISTS (SELECT FROM change_log WHERE xid >= ${SETTLED_BELOW} AND xid < ${NEXT_XID}) AS held,
              extract(epoch FROM now())::integer AS now`,
    );
    if (!found) throw new Error('PostgreSQL has not answered');
    return {
      settledBelowXid: Number(found.settled),
      nextXid: Number(found.next),
      isHeldBack: found.held,
      nowSeconds: found.now,
    };
  }

  /** Deletes up to `limit` rows and returns how many. */
  async deleteOlderThan(tx: Tx, days: number, limit: number): Promise<number> {
    const gone = await rows<{ id: string }>(
      tx,
      `DELETE FROM change_log WHERE id = ANY (ARRAY(
         SELECT id FROM change_log WHERE created_at < now() - make_interval(days => $1)
          ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED))
       RETURNING id`,
      [days, limit],
    );
    return gone.length;
  }

  /**
   * Deletes rows of another cluster, which a restored dump contains: they would sort after all new rows. Returns how
   * many.
   */
  async deleteForeign(tx: Tx, limit: number): Promise<number> {
    const gone = await rows(
      tx,
      `DELETE FROM change_log WHERE id = ANY (ARRAY(
         SELECT id FROM change_log WHERE xid >= ${NEXT_XID} LIMIT $1 FOR UPDATE SKIP LOCKED))
       RETURNING id`,
      [limit],
    );
    return gone.length;
  }
}
