import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';

/** The SQL of sessions that no request waits for. */
@Injectable()
export class SessionCleanupStore {
  /**
   * Notes when sessions were last seen; a moment less than `coarseSeconds` after the stored one is dropped.
   * Rows that another transaction holds are left for the next round.
   */
  async touch(tx: Tx, seen: ReadonlyMap<string, Date>, coarseSeconds: number): Promise<void> {
    await rows(
      tx,
      `WITH seen AS (SELECT * FROM unnest($1::uuid[], $2::timestamptz[]) AS t (id, at)),
            free AS (
         SELECT s.id, seen.at FROM sessions s JOIN seen ON seen.id = s.id
          WHERE s.ended_at IS NULL AND s.last_seen_at < seen.at - make_interval(secs => $3)
          FOR UPDATE OF s SKIP LOCKED)
       UPDATE sessions SET last_seen_at = free.at FROM free WHERE sessions.id = free.id`,
      [[...seen.keys()], [...seen.values()], coarseSeconds],
    );
  }

  /** Deletes at most `limit` sessions that ended before the moment given; answers how many. */
  async deleteEnded(tx: Tx, before: Date, limit: number): Promise<number> {
    const deleted = await rows(
      tx,
      `DELETE FROM sessions WHERE id = ANY (ARRAY(
         SELECT id FROM sessions WHERE ended_at < $1
          ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED))
       RETURNING id`,
      [before, limit],
    );
    return deleted.length;
  }

  /**
   * Of the `limit` sessions that are due first, those that have not expired are due again when they will have: they were
   * refreshed meanwhile. Answers how many. One that another transaction holds is left for the next round.
   */
  async postpone(tx: Tx, before: Date, limit: number): Promise<number> {
    const postponed = await rows(
      tx,
      `WITH due AS MATERIALIZED (
         SELECT id, expires_at FROM sessions WHERE ended_at IS NULL AND due_at < $1 ORDER BY due_at LIMIT $2),
       later AS (
         SELECT s.id FROM sessions s
          WHERE s.id = ANY (ARRAY(SELECT id FROM due WHERE expires_at >= $1))
            AND s.ended_at IS NULL AND s.expires_at >= $1
          FOR NO KEY UPDATE SKIP LOCKED)
       UPDATE sessions SET due_at = expires_at FROM later WHERE sessions.id = later.id
       RETURNING sessions.id`,
      [before, limit],
    );
    return postponed.length;
  }

  /**
   * Of the `limit` sessions that are due first, ends those that have expired; answers how many. It waits for no lock: a session
   * that another transaction holds, or whose user's number of sessions it holds, is left for the next round. So it cannot
   * deadlock.
   */
  async endExpired(tx: Tx, before: Date, limit: number): Promise<number> {
    const ended = await rows(
      tx,
      `WITH due AS MATERIALIZED (
         SELECT id, user_id, expires_at FROM sessions WHERE ended_at IS NULL AND due_at < $1 ORDER BY due_at LIMIT $2),
       expired AS (SELECT id, user_id FROM due WHERE expires_at < $1),
       users_due AS MATERIALIZED (
         SELECT user_id FROM open_sessions_by_user
          WHERE user_id = ANY (ARRAY(SELECT user_id FROM expired)) FOR UPDATE SKIP LOCKED),
       free AS (
         SELECT s.id FROM sessions s
          WHERE s.id = ANY (ARRAY(
                  SELECT id FROM expired
                   WHERE user_id IN (SELECT user_id FROM users_due)
                      OR (SELECT o.user_id FROM open_sessions_by_user o WHERE o.user_id = expired.user_id) IS NULL))
            AND s.ended_at IS NULL AND s.expires_at < $1
          FOR UPDATE SKIP LOCKED)
       UPDATE sessions SET ended_at = expires_at, ended_reason = 'expired'
         FROM free WHERE sessions.id = free.id
       RETURNING sessions.id`,
      [before, limit],
    );
    return ended.length;
  }
}
