import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import type { SessionLine } from './session-lineage.js';

/** The SQL that says where sessions came from. */
@Injectable()
export class SessionLineageStore {
  /** Ended ones, too, as long as they are kept. */
  listOfUser(tx: Tx, userId: string): Promise<SessionLine[]> {
    return rows(
      tx,
      `SELECT id, created_at AS "createdAt", device_id AS "deviceId", identity_id AS "identityId",
              descends_from AS "descendsFrom", succeeded_by AS "succeededBy"
         FROM sessions WHERE user_id = $1`,
      [userId],
    );
  }

  /** Whether it is this user's and has not ended; an act that ends it waits until this transaction has ended. */
  async holdOpen(tx: Tx, id: string, userId: string): Promise<boolean> {
    const sql =
      'SELECT id FROM sessions WHERE id = $1 AND user_id = $2 AND ended_at IS NULL FOR SHARE';
    return (await row(tx, sql, [id, userId])) !== null;
  }

  async findDeviceId(tx: Tx, id: string): Promise<string | null> {
    const sql = 'SELECT device_id AS "deviceId" FROM sessions WHERE id = $1';
    return (await row<{ deviceId: string | null }>(tx, sql, [id]))?.deviceId ?? null;
  }
}
