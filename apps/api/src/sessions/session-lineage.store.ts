import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { LINE, type SessionLine } from './session-lineage.js';
import { SessionEntity } from './session.entity.js';
import { LIVE } from './sessions.store.js';

const COLUMNS = columnsOf(SessionEntity, LINE);

const ORIGIN = [
  'id',
  'authTime',
  'amr',
  'deviceId',
  'identityId',
  'risk',
  'riskReasons',
  'endsAt',
] as const;

/** A session that another one is opened from. */
export type OriginSession = Readonly<Pick<SessionEntity, (typeof ORIGIN)[number]>>;

const ORIGIN_COLUMNS = columnsOf(SessionEntity, ORIGIN);

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

  /** The session, if it is this user's and live; until this transaction ends, no other can end it. */
  holdOrigin(tx: Tx, id: string, userId: string, now: Date): Promise<OriginSession | null> {
    const sql = `SELECT ${ORIGIN_COLUMNS} FROM sessions
      WHERE id = $1 AND user_id = $2 AND ${LIVE} $3 FOR SHARE`;
    return row(tx, sql, [id, userId, now]);
  }

  async findDeviceId(tx: Tx, id: string): Promise<string | null> {
    const sql = 'SELECT device_id AS "deviceId" FROM sessions WHERE id = $1';
    return (await row<Pick<SessionLine, 'deviceId'>>(tx, sql, [id]))?.deviceId ?? null;
  }
}
