import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';

/** All SQL of the tables `organization_members` and `organization_owners`. */
@Injectable()
export class MembersStore {
  /** Whether the user is a member of any unit of the organization. */
  async isMember(tx: Tx, rootId: string, userId: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM organization_members WHERE user_id = $2 AND root_id = $1 LIMIT 1';
    return (await row(tx, sql, [rootId, userId])) !== null;
  }

  async isOwner(tx: Tx, rootId: string, userId: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM organization_owners WHERE organization_id = $1 AND user_id = $2';
    return (await row(tx, sql, [rootId, userId])) !== null;
  }

  /**
   * Locks the user's memberships of the organization until the transaction ends, so that they do not leave meanwhile; `false` when
   * there are none.
   */
  async holdMemberships(tx: Tx, rootId: string, userId: string): Promise<boolean> {
    const sql =
      'SELECT 1 FROM organization_members WHERE user_id = $2 AND root_id = $1 ORDER BY unit_id FOR SHARE';
    return (await rows(tx, sql, [rootId, userId])).length > 0;
  }
}
