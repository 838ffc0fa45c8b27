import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';

/** Reads what guards in other services ask about units. */
@Injectable()
export class GuardedUnitsStore {
  /** The units themselves and all below them, each once, sorted by id, after the cursor. */
  async listBelow(
    tx: Tx,
    ids: readonly string[],
    { after, limit }: { readonly after: string | null; readonly limit: number },
  ): Promise<string[]> {
    const sql = `WITH RECURSIVE below AS (
        SELECT u.id FROM organizations u WHERE u.id = ANY($1::uuid[])
        UNION
        SELECT u.id FROM below JOIN organizations u ON u.parent_id = below.id
      )
      SELECT id FROM below WHERE $2::uuid IS NULL OR id > $2::uuid ORDER BY id LIMIT $3`;
    const found = await rows<{ id: string }>(tx, sql, [ids, after, limit]);
    return found.map(({ id }) => id);
  }

  async isActiveUser(tx: Tx, userId: string): Promise<boolean> {
    return (await row(tx, 'SELECT 1 FROM users WHERE id = $1 AND is_active', [userId])) !== null;
  }
}
