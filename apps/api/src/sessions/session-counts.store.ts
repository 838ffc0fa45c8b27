import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';

/** The numbers of sessions that are not ended, kept by triggers on `sessions`. */
@Injectable()
export class SessionCountsStore {
  /**
   * Counts live sessions: the kept numbers less the expired sessions that are not ended yet, in one statement and so at
   * one moment. Its time grows with the number of those expired sessions alone.
   */
  async countLive(tx: Tx, now: Date): Promise<{ sessions: number; users: number }> {
    const counted = await row<{ sessions: string; users: string }>(
      tx,
      `WITH kept AS (
         SELECT coalesce(sum(sessions), 0) AS sessions, coalesce(sum(users), 0) AS users FROM open_session_counts),
       expired AS (
         SELECT user_id, count(*) AS sessions FROM sessions
          WHERE ended_at IS NULL AND due_at <= $1 AND expires_at <= $1 GROUP BY user_id),
       unswept AS (
         SELECT coalesce(sum(e.sessions), 0) AS sessions,
                count(*) FILTER (WHERE e.sessions = (
                  SELECT o.sessions FROM open_sessions_by_user o WHERE o.user_id = e.user_id)) AS users
           FROM expired e)
       SELECT kept.sessions - unswept.sessions AS sessions, kept.users - unswept.users AS users
         FROM kept, unswept`,
      [now],
    );
    return { sessions: Number(counted?.sessions ?? 0), users: Number(counted?.users ?? 0) };
  }

  /** Adds up to `limit` changes up to one row; answers how many there were. */
  async fold(tx: Tx, limit: number): Promise<number> {
    const [folded] = await rows<{ taken: number }>(
      tx,
      `WITH several AS (SELECT FROM (SELECT FROM open_session_counts LIMIT 2) two HAVING count(*) = 2),
       taken AS (
         DELETE FROM open_session_counts WHERE id = ANY (ARRAY(
           SELECT id FROM open_session_counts WHERE EXISTS (SELECT FROM several)
            ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED))
         RETURNING sessions, users),
       added AS (
         INSERT INTO open_session_counts (sessions, users)
         SELECT sum(sessions), sum(users) FROM taken HAVING count(*) > 0)
       SELECT count(*)::int AS taken FROM taken`,
      [limit],
    );
    return folded?.taken ?? 0;
  }
}
