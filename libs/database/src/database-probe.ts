import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId } from '#libs/kernel';
import { driverStateOf } from './database-errors.js';
import { Database, row, rows, type Tx } from './database.js';

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
