import { Injectable } from '@nestjs/common';
import { columnsOf, row, type Tx } from '#libs/database';
import { AUTHENTICATED, type AuthenticatedSession } from './authenticated-session.js';
import { SessionEntity } from './session.entity.js';
import { LIVE } from './sessions.store.js';

const COLUMNS = columnsOf(SessionEntity, AUTHENTICATED, 'sessions');

/** `from` are the methods that the session must still have. */
export type Reauthentication = Readonly<Pick<SessionEntity, 'id' | 'userId' | 'amr'>> & {
  readonly from: readonly string[];
  readonly now: Date;
};

/** The SQL of authentications within sessions. */
@Injectable()
export class SessionAuthenticationStore {
  /** `null` when it is not a live session of this user. */
  find(tx: Tx, of: Readonly<Pick<Reauthentication, 'id' | 'userId' | 'now'>>) {
    const sql = `SELECT ${COLUMNS} FROM sessions WHERE id = $1 AND user_id = $2 AND ${LIVE} $3`;
    return row<AuthenticatedSession>(tx, sql, [of.id, of.userId, of.now]);
  }

  /** `null` when it is not a live session of this user any more, or was authenticated by other methods meanwhile. */
  renew(tx: Tx, { id, userId, amr, from, now }: Reauthentication) {
    const sql = `UPDATE sessions SET auth_time = GREATEST(auth_time, $4::timestamptz), amr = $5::text[]
      WHERE id = $1 AND user_id = $2 AND amr = $3::text[] AND ${LIVE} $4
      RETURNING ${COLUMNS}`;
    return row<AuthenticatedSession>(tx, sql, [id, userId, from, now, amr]);
  }
}
