import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { FactorEntity } from './factor.entity.js';

const OFFERED = ['id', 'type', 'name'] as const;
const OFFERED_COLUMNS = columnsOf(FactorEntity, OFFERED);

/** The SQL that all kinds of factors share. */
@Injectable()
export class FactorsStore {
  /** The factors of an account that count, the oldest first. */
  listConfirmed(tx: Tx, userId: string): Promise<Pick<FactorEntity, (typeof OFFERED)[number]>[]> {
    const sql = `SELECT ${OFFERED_COLUMNS} FROM factors
      WHERE user_id = $1 AND confirmed_at IS NOT NULL ORDER BY created_at, id`;
    return rows(tx, sql, [userId]);
  }

  async hasSecond(tx: Tx, userId: string): Promise<boolean> {
    const sql = `SELECT id FROM factors
      WHERE user_id = $1 AND confirmed_at IS NOT NULL AND type <> 'recovery_codes' LIMIT 1`;
    return (await row(tx, sql, [userId])) !== null;
  }
}
