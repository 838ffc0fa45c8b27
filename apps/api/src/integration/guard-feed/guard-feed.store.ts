import { Injectable } from '@nestjs/common';
import { columnsOf, rows, type Tx } from '#libs/database';
import { ChangeLogEntity } from '#api/platform/changes';

const ENDED = ['sessionId', 'userId', 'createdAt'] as const;
const INACTIVE = ['userId', 'createdAt'] as const;

export type EndedSession = Readonly<Pick<ChangeLogEntity, (typeof ENDED)[number]>>;
export type InactiveUser = Readonly<Pick<ChangeLogEntity, (typeof INACTIVE)[number]>>;

const ENDED_COLUMNS = columnsOf(ChangeLogEntity, ENDED);
const INACTIVE_COLUMNS = columnsOf(ChangeLogEntity, INACTIVE, 'last');

/** Reads from the change log the sessions and users that a guard without a cursor must refuse. */
@Injectable()
export class GuardFeedStore {
  /** Lists sessions that ended since then, the oldest first. */
  listEndedSessions(tx: Tx, since: Date): Promise<EndedSession[]> {
    const sql = `SELECT ${ENDED_COLUMNS} FROM change_log
      WHERE kind = 'session_ended' AND created_at > $1 ORDER BY created_at`;
    return rows(tx, sql, [since]);
  }

  /** Lists users whose newest change since then deactivated or erased them. */
  listInactiveUsers(tx: Tx, since: Date): Promise<InactiveUser[]> {
    const sql = `SELECT ${INACTIVE_COLUMNS} FROM (
        SELECT DISTINCT ON (user_id) user_id, created_at,
          data @> '{"is_active": false}' OR data @> '{"erased": true}' AS is_inactive
        FROM change_log
        WHERE kind = 'user_changed' AND created_at > $1 AND (data ? 'is_active' OR data ? 'erased')
        ORDER BY user_id, xid DESC, seq DESC
      ) AS last WHERE is_inactive`;
    return rows(tx, sql, [since]);
  }
}
