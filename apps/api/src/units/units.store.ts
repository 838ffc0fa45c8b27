import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import { DEEPEST, unitColumns, type UnitRow } from './unit.js';

const COLUMNS = unitColumns();

/** All SQL of the table `organizations`: the trees of units. */
@Injectable()
export class UnitsStore {
  findById(tx: Tx, id: string): Promise<UnitRow | null> {
    return row(tx, `SELECT ${COLUMNS} FROM organizations WHERE id = $1`, [id]);
  }

  /** Locks the root until the transaction ends: the tree of the organization changes by one transaction at a time. */
  async lockTree(tx: Tx, rootId: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM organizations WHERE id = $1 AND parent_id IS NULL FOR UPDATE';
    return (await row(tx, sql, [rootId])) !== null;
  }

  /** The unit and the units above it, from the unit itself to the organization; nothing for an unknown one. */
  listPath(tx: Tx, id: string): Promise<UnitRow[]> {
    const sql = `WITH RECURSIVE path AS (
        SELECT u.*, 0 AS distance FROM organizations u WHERE u.id = $1
        UNION ALL
        SELECT u.*, path.distance + 1 FROM path JOIN organizations u ON u.id = path.parent_id
         WHERE path.distance < ${DEEPEST}
      )
      SELECT ${unitColumns('path')} FROM path ORDER BY distance`;
    return rows(tx, sql, [id]);
  }
}
