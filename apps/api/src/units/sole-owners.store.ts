import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';
import type { UnitRow } from './unit.js';

/** An organization, by what an owner knows it. */
export type NamedOrganization = Pick<UnitRow, 'id' | 'name'>;

/** The SQL about organizations that have one owner alone. */
@Injectable()
export class SoleOwnersStore {
  /**
   * Locks the roots of the organizations that the user owns until the transaction ends, always in the same order, so that
   * their owners leave one after the other.
   */
  async lockOwned(tx: Tx, userId: string): Promise<void> {
    const sql = `SELECT o.id FROM organizations o
      WHERE o.id IN (SELECT w.organization_id FROM organization_owners w WHERE w.user_id = $1)
      ORDER BY o.id FOR NO KEY UPDATE`;
    await rows(tx, sql, [userId]);
  }

  /** The organizations that the user owns, and no other active user. */
  listSoleOwned(tx: Tx, userId: string, limit: number): Promise<NamedOrganization[]> {
    const sql = `SELECT o.id, o.name FROM organization_owners w JOIN organizations o ON o.id = w.organization_id
      WHERE w.user_id = $1 AND NOT EXISTS (
        SELECT FROM organization_owners other JOIN users u ON u.id = other.user_id
         WHERE other.organization_id = w.organization_id AND other.user_id <> $1 AND u.is_active)
      ORDER BY o.id LIMIT $2`;
    return rows(tx, sql, [userId, limit]);
  }
}
