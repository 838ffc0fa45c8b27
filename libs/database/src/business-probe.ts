import { Injectable } from '@nestjs/common';
import { inTime } from '#libs/kernel';
import { Database } from './database.js';
import type { PooledClient } from './pooled-client.js';

/** Less than the deadline of the whole check, also of one that was down. */
const PATIENCE_MS = 400;

/**
 * Checks whether a connection for requests is available and answers. It waits in the same queue as requests. Only one
 * check runs at a time: while it waits for a connection, at most as long as a request would, later callers share it.
 */
@Injectable()
export class BusinessProbe {
  private asked: Promise<boolean> | undefined;

  constructor(private readonly database: Database) {}

  /** `false` also if the result is not known in time. */
  isUsable(): Promise<boolean> {
    this.asked ??= this.ask().finally(() => (this.asked = undefined));
    return inTime(this.asked, PATIENCE_MS, () => false);
  }

  private async ask(): Promise<boolean> {
    const runner = this.database.dataSource.createQueryRunner();
    let timer: NodeJS.Timeout | undefined;
    try {
      const client = (await runner.connect()) as PooledClient;
      // A connection without an answer is closed, so that the next caller may get another one.
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
