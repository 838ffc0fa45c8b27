import { Injectable } from '@nestjs/common';
import { inTime } from '#libs/kernel';
import { Database, row } from './database.js';
import { PoolRenewal } from './pool-renewal.js';

/** A database that is there answers sooner, also from the end of a queue. */
const ANSWER_MS = 2_000;

/**
 * For the end of a process. The last things that its parts write each wait for the driver's deadline where the database
 * is silent, one after the other: longer than a process is given to end.
 */
@Injectable()
export class SilentDatabase {
  constructor(
    private readonly database: Database,
    private readonly renewal: PoolRenewal,
  ) {}

  /** Breaks off all connections to a database that does not answer; what is asked of it from then on fails at once. */
  async leave(): Promise<void> {
    const heard = row(this.database.pool, 'SELECT 1').then(
      () => true,
      // Who is refused waits for nothing.
      () => true,
    );
    if (!(await inTime(heard, ANSWER_MS, () => false))) this.renewal.leave();
  }
}
