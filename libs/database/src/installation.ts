import { Injectable } from '@nestjs/common';
import { newId } from '#libs/kernel';
import { Database, row, rows, type Tx } from './database.js';

/**
 * Identifies this database. Every key and channel of shared short-lived state is prefixed with the id, which is
 * created at the first call and never changes.
 */
@Injectable()
export class Installation {
  private known: Promise<string> | undefined;

  constructor(private readonly database: Database) {}

  /** The id, the same for every instance on this database. */
  getId(): Promise<string> {
    this.known ??= this.findOrMake().catch((error: unknown) => {
      this.known = undefined;
      throw error;
    });
    return this.known;
  }

  /** The epoch, initially 1; only `beginEpoch` raises it. */
  async getEpoch(tx?: Tx): Promise<number> {
    const sql = 'SELECT epoch FROM installation';
    const found = await row<{ epoch: number }>(tx ?? this.database.pool, sql);
    return found?.epoch ?? 1;
  }

  /** Starts a new epoch after a restore: everything cached or decided before is invalid. */
  async beginEpoch(tx: Tx): Promise<number> {
    const raised = await row<{ epoch: number }>(
      tx,
      `INSERT INTO installation (id, epoch) VALUES ($1, 2)
       ON CONFLICT (singleton) DO UPDATE SET epoch = installation.epoch + 1 RETURNING epoch`,
      [newId()],
    );
    return raised?.epoch ?? 1;
  }

  private async findOrMake(): Promise<string> {
    const found = await this.find();
    if (found) return found;
    const sql = 'INSERT INTO installation (id) VALUES ($1) ON CONFLICT DO NOTHING';
    await rows(this.database.pool, sql, [newId()]);
    const made = await this.find();
    if (!made) throw new Error('The installation row is not there');
    return made;
  }

  private async find(): Promise<string | null> {
    const found = await row<{ id: string }>(this.database.pool, 'SELECT id FROM installation');
    return found?.id ?? null;
  }
}
