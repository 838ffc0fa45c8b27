import { Injectable } from '@nestjs/common';
import { row, type Tx } from '#libs/database';

/** All SQL by which the table `organization_owners` changes and is listed. */
@Injectable()
export class OwnersStore {
  /** `false` when the user is an owner already. The user must be a member of the root. */
  async insert(tx: Tx, organizationId: string, userId: string): Promise<boolean> {
    const sql = `INSERT INTO organization_owners (organization_id, user_id) VALUES ($1, $2)
      ON CONFLICT DO NOTHING RETURNING user_id`;
    return (await row(tx, sql, [organizationId, userId])) !== null;
  }

  /** `false` when the user is no owner. */
  async delete(tx: Tx, organizationId: string, userId: string): Promise<boolean> {
    const sql = `DELETE FROM organization_owners WHERE organization_id = $1 AND user_id = $2 RETURNING user_id`;
    return (await row(tx, sql, [organizationId, userId])) !== null;
  }

  /** Whether an active user other than this one owns the organization. */
  async hasOther(tx: Tx, organizationId: string, userId: string): Promise<boolean> {
    const sql = `SELECT FROM organization_owners w JOIN users u ON u.id = w.user_id AND u.is_active
      WHERE w.organization_id = $1 AND w.user_id <> $2 LIMIT 1`;
    return (await row(tx, sql, [organizationId, userId])) !== null;
  }

  /** How many organizations the user owns. */
  async countOf(tx: Tx, userId: string): Promise<number> {
    const sql = 'SELECT count(*)::int AS count FROM organization_owners WHERE user_id = $1';
    return (await row<{ count: number }>(tx, sql, [userId]))?.count ?? 0;
  }
}
