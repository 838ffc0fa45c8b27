import { Injectable } from '@nestjs/common';
import { row, type Tx } from '#libs/database';

/** The SQL that tells whether an account is in use. */
@Injectable()
export class AddressJoiningStore {
  /** Whether the account was ever signed in to, or has a role. */
  async isInUse(tx: Tx, userId: string): Promise<boolean> {
    const sql = `SELECT id FROM users u WHERE u.id = $1 AND (u.last_login IS NOT NULL
      OR EXISTS (SELECT FROM user_service_roles a WHERE a.user_id = u.id))`;
    return (await row(tx, sql, [userId])) !== null;
  }
}
