import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { FailedLoginEntity } from './failed-login.entity.js';

/** An attempt with a password. */
export interface Attempt {
  readonly key: Buffer;
  readonly now: Date;
  /** A count whose last failure is before this moment starts again. */
  readonly forgetBefore: Date;
  /** The number of failures that may follow each other without a wait. */
  readonly freeTries: number;
  readonly longestSeconds: number;
}

/** An attempt that was counted. */
export interface CountedAttempt {
  readonly key: Buffer;
  /** The count with this attempt. */
  readonly number: number;
  readonly at: Date;
}

type NextAt = Readonly<Pick<FailedLoginEntity, 'nextAt'>>;
type Failures = Readonly<Pick<FailedLoginEntity, 'failures'>>;

const NEXT_AT = columnsOf(FailedLoginEntity, ['nextAt']);

/** All SQL of the table `failed_logins`. */
@Injectable()
export class FailedLoginsStore {
  /**
   * Counts an attempt as a failure before its outcome is known, and answers the count; `null` when the attempt must
   * wait. One statement, so that simultaneous attempts are counted one after the other. While no wait is set, an
   * earlier time is accepted: attempts of two instances may arrive in another order than their clocks say.
   */
  async count(tx: Tx, attempt: Attempt): Promise<number | null> {
    const { key, now, forgetBefore, freeTries, longestSeconds } = attempt;
    const counted = await row<Failures>(
      tx,
      `INSERT INTO failed_logins AS g (key, failures, next_at, last_at)
       VALUES ($1, 1, $2, $2)
       ON CONFLICT (key) DO UPDATE
          SET failures = CASE WHEN g.last_at < $3 THEN 1 ELSE g.failures + 1 END,
              next_at = $2::timestamptz + make_interval(secs =>
                CASE WHEN g.last_at < $3 OR g.failures + 1 < $4::integer THEN 0
                     ELSE least($5::float8, power(2, least(g.failures + 1 - $4::integer, 30))) END),
              last_at = $2
        WHERE g.next_at <= greatest($2, g.last_at)
       RETURNING failures`,
      [key, now, forgetBefore, freeTries, longestSeconds],
    );
    return counted?.failures ?? null;
  }

  /** When the next password may be compared; `null` when that is now. */
  async findNextAt(tx: Tx, key: Buffer): Promise<Date | null> {
    const sql = `SELECT ${NEXT_AT} FROM failed_logins WHERE key = $1`;
    return (await row<NextAt>(tx, sql, [key]))?.nextAt ?? null;
  }

  /** Counts an attempt that goes on during the wait; the wait of the others stays as it is. */
  async countPassed(tx: Tx, { key, now }: Pick<Attempt, 'key' | 'now'>): Promise<number | null> {
    const counted = await row<Failures>(
      tx,
      `UPDATE failed_logins SET failures = failures + 1, last_at = $2
        WHERE key = $1 RETURNING failures`,
      [key, now],
    );
    // No row: a correct password has ended the wait meanwhile.
    return counted?.failures ?? 1;
  }

  /** The count; 0 when its last failure is before `since`. */
  async findFailures(tx: Tx, key: Buffer, since: Date): Promise<number> {
    const found = await row<Failures>(
      tx,
      'SELECT failures FROM failed_logins WHERE key = $1 AND last_at >= $2',
      [key, since],
    );
    return found?.failures ?? 0;
  }

  /** Uncounts an attempt whose password was not compared. The wait that a later attempt has set stays. */
  async uncount(tx: Tx, counted: CountedAttempt): Promise<void> {
    await rows(
      tx,
      `UPDATE failed_logins
          SET failures = greatest(failures - 1, 0),
              next_at = CASE WHEN last_at = $2 AND failures = $3 THEN $2 ELSE next_at END
        WHERE key = $1`,
      [counted.key, counted.at, counted.number],
    );
  }

  async delete(tx: Tx, keys: readonly Buffer[]): Promise<void> {
    await rows(tx, 'DELETE FROM failed_logins WHERE key = ANY($1::bytea[])', [keys]);
  }

  /** Deletes a batch of counts whose last failure is before `before`; answers how many. */
  async purge(tx: Tx, before: Date, limit: number): Promise<number> {
    const deleted = await rows(
      tx,
      `DELETE FROM failed_logins WHERE key = ANY (ARRAY(
         SELECT key FROM failed_logins WHERE last_at < $1 ORDER BY last_at LIMIT $2
         FOR UPDATE SKIP LOCKED))
       RETURNING 1`,
      [before, limit],
    );
    return deleted.length;
  }
}
