import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';

export interface EndedSession {
  readonly session_id: string;
  readonly user_id: string;
  readonly at: Date;
}

export interface InactiveUser {
  readonly user_id: string;
  readonly at: Date;
}

/** Reads from the change log what a guard must refuse that has just begun. */
@Injectable()
export class GuardFeedStore {
  listEndedSessions(tx: Tx, since: Date): Promise<EndedSession[]> {
    const sql = `SELECT session_id, user_id, created_at AS at FROM change_log
      WHERE kind = 'session_ended' AND created_at > $1 ORDER BY created_at`;
    return rows(tx, sql, [since]);
  }

  /** Whose last word since then was that they are deactivated or erased. */
  listInactiveUsers(tx: Tx, since: Date): Promise<InactiveUser[]> {
    const sql = `SELECT user_id, at FROM (
        SELECT DISTINCT ON (user_id) user_id, created_at AS at,
          data @> '{"is_active": false}' OR data @> '{"erased": true}' AS is_inactive
        FROM change_log
        WHERE kind = 'user_changed' AND created_at > $1 AND (data ? 'is_active' OR data ? 'erased')
        ORDER BY user_id, xid DESC, seq DESC
      ) AS last WHERE is_inactive`;
    return rows(tx, sql, [since]);
  }
}
