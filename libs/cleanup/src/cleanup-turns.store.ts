import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';

/** The SQL of the turns: rows instead of session locks, which do not survive a pooler. */
@Injectable()
export class CleanupTurnsStore {
  /** Takes or prolongs the turn for the given seconds; returns `false` when another instance holds it. */
  async take(tx: Tx, job: string, holder: string, seconds: number): Promise<boolean> {
    const sql = `INSERT INTO cleanup_turns AS t (job, holder, held_until)
      VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3))
      ON CONFLICT (job) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
        WHERE t.holder = excluded.holder OR t.held_until < clock_timestamp()
      RETURNING job`;
    return (await row(tx, sql, [job, holder, seconds])) !== null;
  }

  async release(tx: Tx, job: string, holder: string): Promise<void> {
    await rows(tx, 'DELETE FROM cleanup_turns WHERE job = $1 AND holder = $2', [job, holder]);
  }
}
