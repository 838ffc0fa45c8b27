import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';

/** All SQL of the turns. They hold behind a pooler, too, where no session keeps a lock. */
@Injectable()
export class CleanupTurnsStore {
  /** For so long nobody else does the job; `false` when somebody else is at it. */
  async take(tx: Tx, job: string, holder: string, seconds: number): Promise<boolean> {
    const sql = `INSERT INTO cleanup_turns AS t (job, holder, held_until)
      VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3))
      ON CONFLICT (job) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
        WHERE t.holder = excluded.holder OR t.held_until < clock_timestamp()
      RETURNING job`;
    return (await row(tx, sql, [job, holder, seconds])) !== null;
  }

  async give(tx: Tx, job: string, holder: string): Promise<void> {
    await rows(tx, 'DELETE FROM cleanup_turns WHERE job = $1 AND holder = $2', [job, holder]);
  }
}
