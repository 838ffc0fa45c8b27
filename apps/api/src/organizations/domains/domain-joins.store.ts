import { Injectable } from '@nestjs/common';
import { row, type Tx } from '#libs/database';

/** All SQL of the table `organization_domain_joins`. */
@Injectable()
export class DomainJoinsStore {
  /** `false` when the user joined the organization by a domain before. */
  async note(tx: Tx, rootId: string, userId: string): Promise<boolean> {
    const sql = `INSERT INTO organization_domain_joins (root_id, user_id) VALUES ($1, $2)
      ON CONFLICT DO NOTHING RETURNING user_id`;
    return (await row(tx, sql, [rootId, userId])) !== null;
  }
}
