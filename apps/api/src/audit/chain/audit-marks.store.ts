import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { AuditMarkEntity } from './audit-chain.entity.js';
import { withNumber } from './audit-chain.store.js';
import type { SignedMark } from './audit-seals.js';

/** The links with numbers above `after`, up to and including `upTo`. */
export interface Part {
  readonly after: number;
  readonly upTo: number;
}

/** Among all instances and commands one retires at a time. */
const RETIREMENT_LOCK = 4_702_016_052;
const MARK = columnsOf(AuditMarkEntity, [
  'kind',
  'number',
  'hash',
  'madeAt',
  'madeBy',
  'keyId',
  'mac',
]);

/** The SQL of the marks from which checks begin, and of the deletion that they record. */
@Injectable()
export class AuditMarksStore {
  async list(tx: Tx): Promise<SignedMark[]> {
    const found = await rows<AuditMarkEntity>(
      tx,
      `SELECT ${MARK}, day::text AS day FROM audit_marks ORDER BY number, made_at`,
    );
    return found.map((each) => withNumber(each));
  }

  async append(tx: Tx, mark: SignedMark): Promise<void> {
    await rows(
      tx,
      `INSERT INTO audit_marks (kind, number, hash, day, made_at, made_by, key_id, mac)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [mark.kind, mark.number, mark.hash, mark.day, mark.madeAt, mark.madeBy, mark.keyId, mark.mac],
    );
  }

  /** Locks retirement until the end of the transaction; `false` when another process holds the lock. */
  async lock(tx: Tx): Promise<boolean> {
    const sql = 'SELECT pg_try_advisory_xact_lock($1) AS got';
    return (await row<{ got: boolean }>(tx, sql, [RETIREMENT_LOCK]))?.got === true;
  }

  /** Lifts the deadlines of the transaction: deleting a day may take longer than any request should. */
  async takeTime(tx: Tx): Promise<void> {
    await rows(tx, 'SET LOCAL statement_timeout = 0');
    await rows(tx, 'SET LOCAL idle_in_transaction_session_timeout = 0');
  }

  /** Whether the database role of this connection may retire events. */
  async mayDelete(tx: Tx): Promise<boolean> {
    const found = await row<{ may: boolean }>(
      tx,
      `SELECT has_table_privilege('audit_events', 'DELETE')
          AND has_table_privilege('audit_seals', 'DELETE')
          AND has_table_privilege('audit_marks', 'INSERT') AS may`,
    );
    return found?.may === true;
  }

  /** Deletes a part with its seals; answers how many events there were. */
  async delete(tx: Tx, { after, upTo }: Part): Promise<number> {
    const found = await row<{ n: string }>(
      tx,
      `WITH gone AS (
         DELETE FROM audit_events e USING audit_seals s
          WHERE s.event_id = e.id AND s.number > $1 AND s.number <= $2 RETURNING 1)
       SELECT count(*) AS n FROM gone`,
      [after, upTo],
    );
    await rows(tx, 'DELETE FROM audit_seals WHERE number > $1 AND number <= $2', [after, upTo]);
    return Number(found?.n ?? 0);
  }
}
