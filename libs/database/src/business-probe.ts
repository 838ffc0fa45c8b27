import { Injectable } from '@nestjs/common';
import { inTime } from '#libs/kernel';
import { Database } from './database.js';
import type { PooledClient } from './pooled-client.js';

/** Less than the whole check may take, also when it was down before. */
const PATIENCE_MS = 400;

/**
 * Tells whether a connection for the business of requests is to be had, and answers. It is asked for as requests ask
 * for theirs, behind all that wait already. One question is on its way at a time: while it waits for a connection,
 * at most as long as a request would, later callers share it.
 */
@Injectable()
export class BusinessProbe {
  private asked: Promise<boolean> | undefined;

  constructor(private readonly database: Database) {}

  /** `false` also when it is not known in time. */
  isUsable(): Promise<boolean> {
    this.asked ??= this.ask().finally(() => (this.asked = undefined));
    return inTime(this.asked, PATIENCE_MS, () => false);
  }

  private async ask(): Promise<boolean> {
    const runner = this.database.dataSource.createQueryRunner();
    let timer: NodeJS.Timeout | undefined;
    try {
      const client = (await runner.connect()) as PooledClient;
      // One that says nothing is closed: who asks next may get another.
      timer = setTimeout(() => client.abandon(), PATIENCE_MS);
      await runner.query('SELECT 1');
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
      await runner.release();
    }
  }
}
