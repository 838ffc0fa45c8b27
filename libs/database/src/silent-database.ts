import { Injectable } from '@nestjs/common';
import { inTime } from '#libs/kernel';
import { Database, row } from './database.js';
import { PoolRenewal } from './pool-renewal.js';

/** An available database answers sooner, also to the last statement of a queue. */
const ANSWER_MS = 2_000;

/**
 * Used at the end of a process: if the database does not answer, the last writes of features would wait for the
 * driver's deadline one after the other, longer than the process has.
 */
@Injectable()
export class SilentDatabase {
  constructor(
    private readonly database: Database,
    private readonly renewal: PoolRenewal,
  ) {}

  /** Closes all connections to a database that does not answer; later statements fail at once. */
  async leave(): Promise<void> {
    const answered = row(this.database.pool, 'SELECT 1').then(
      () => true,
      // An error is an answer, too.
      () => true,
    );
    if (!(await inTime(answered, ANSWER_MS, () => false))) this.renewal.leave();
  }
}
