import { Injectable } from '@nestjs/common';
import { row, type Tx } from '#libs/database';

/** The SQL that says whether there is anything in an account to hand over. */
@Injectable()
export class AddressJoiningStore {
  /** Whether anybody has ever signed in to it, or it holds a role. */
  async isInUse(tx: Tx, userId: string): Promise<boolean> {
    const sql = `SELECT id FROM users u WHERE u.id = $1 AND (u.last_login IS NOT NULL
      OR EXISTS (SELECT FROM user_service_roles a WHERE a.user_id = u.id))`;
    return (await row(tx, sql, [userId])) !== null;
  }
}
