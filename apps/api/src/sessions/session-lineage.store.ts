import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { LINE, type SessionLine } from './session-lineage.js';
import { SessionEntity } from './session.entity.js';

const COLUMNS = columnsOf(SessionEntity, LINE);

/** The SQL of where sessions came from. */
@Injectable()
export class SessionLineageStore {
  /** Ended ones, too, as long as they are kept. */
  listOfUser(tx: Tx, userId: string): Promise<SessionLine[]> {
    return rows(tx, `SELECT ${COLUMNS} FROM sessions WHERE user_id = $1`, [userId]);
  }

  /** Whether the session is this user's and has not ended; until this transaction ends, no other can end it. */
  async holdOpen(tx: Tx, id: string, userId: string): Promise<boolean> {
    const sql =
      'SELECT id FROM sessions WHERE id = $1 AND user_id = $2 AND ended_at IS NULL FOR SHARE';
    return (await row(tx, sql, [id, userId])) !== null;
  }

  async findDeviceId(tx: Tx, id: string): Promise<string | null> {
    const sql = 'SELECT device_id AS "deviceId" FROM sessions WHERE id = $1';
    return (await row<Pick<SessionLine, 'deviceId'>>(tx, sql, [id]))?.deviceId ?? null;
  }
}
