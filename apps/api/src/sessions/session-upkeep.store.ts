import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';

/** The statements on sessions that no request waits for. */
@Injectable()
export class SessionUpkeepStore {
  /**
   * Notes when sessions were last seen; a moment less than `coarseSeconds` after the stored one is dropped.
   * Rows that somebody else holds are left out: the next round has them.
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

  /** Deletes a handful of those that ended before the moment given; answers how many. */
  async deleteEnded(tx: Tx, before: Date, limit: number): Promise<number> {
    const deleted = await rows(
      tx,
      `DELETE FROM sessions WHERE id IN (
         SELECT id FROM sessions WHERE ended_at < $1
          ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [before, limit],
    );
    return deleted.length;
  }

  /** The same for those that nobody ended and that have expired. */
  async deleteExpired(tx: Tx, before: Date, limit: number): Promise<number> {
    const deleted = await rows(
      tx,
      `DELETE FROM sessions WHERE id IN (
         SELECT id FROM sessions WHERE ended_at IS NULL AND expires_at < $1
          ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [before, limit],
    );
    return deleted.length;
  }
}
