import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { inTime, newId } from '#libs/kernel';
import { driverStateOf } from './database-errors.js';
import { Database, type Tx, row, rows } from './database.js';
import type { PooledClient } from './pooled-client.js';

/** More than a page, so that the write needs space on the disk. */
const PAYLOAD_BYTES = 16 * 1024;
const MAY_NOT = '42501';

/** Whether the connected server accepts writes. */
export type ServerRole = 'primary' | 'standby' | 'read-only';

/** Tests the operations that requests need. Uses the connections of checks, which no slow call holds. */
@Injectable()
export class DatabaseProbe {
  constructor(private readonly database: Database) {}

  async findRole(): Promise<ServerRole> {
    const found = await row<{ standby: boolean; readOnly: boolean }>(
      this.database.checks,
      `SELECT pg_is_in_recovery() AS standby,
              current_setting('transaction_read_only') = 'on' AS "readOnly"`,
    );
    if (found?.standby) return 'standby';
    return found?.readOnly ? 'read-only' : 'primary';
  }

  /** Commits an insert and a delete of a row. @throws AppError on failure */
  writeLittle(): Promise<void> {
    return this.writeAndRemove(Buffer.alloc(0));
  }

  /** The same with enough data to need space on the disk. @throws AppError on failure */
  writeMuch(): Promise<void> {
    return this.writeAndRemove(randomBytes(PAYLOAD_BYTES));
  }

  /**
   * Takes and at once releases the lock that a write to each table needs. @throws AppError if a lock is not available
   */
  async lockEach(): Promise<void> {
    await this.database.checkTransaction((tx) => this.lockAll(tx)).catch(unlessForbidden);
  }

  private writeAndRemove(payload: Buffer): Promise<void> {
    const id = newId();
    return this.database.checkTransaction(async (tx) => {
      await rows(tx, 'INSERT INTO write_probes (id, payload) VALUES ($1, $2)', [id, payload]);
      await rows(tx, 'DELETE FROM write_probes WHERE id = $1', [id]);
    });
  }

  private async lockAll(tx: Tx): Promise<void> {
    const { driver, entityMetadatas } = this.database.dataSource;
    const names = entityMetadatas.map(({ tableName }) => driver.escape(tableName)).sort();
    await rows(tx, `LOCK TABLE ${names.join(', ')} IN ROW EXCLUSIVE MODE NOWAIT`);
  }
}

/** A role without write privilege on some table cannot lock it either, and still serves requests. */
function unlessForbidden(error: unknown): void {
  if (driverStateOf(error) !== MAY_NOT) throw error;
}

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
