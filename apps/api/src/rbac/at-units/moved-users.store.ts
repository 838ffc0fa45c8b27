import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';
import { DEEPEST } from '#api/units';

/** Whose rights a move changes, read from the roles at the units that the path of the moved unit loses and gets. */
@Injectable()
export class MovedUsersStore {
  /** The services of the roles that are held at the units. */
  async listServices(tx: Tx, unitIds: readonly string[]): Promise<string[]> {
    const sql = `SELECT DISTINCT service_id AS id FROM unit_roles WHERE unit_id = ANY($1::uuid[]) ORDER BY id`;
    return (await rows<{ id: string }>(tx, sql, [unitIds])).map(({ id }) => id);
  }

  /**
   * Users who hold a role at one of the units, as themselves or as members of it or below it; and if a unit holds one, the members
   * of the moved unit and of those below it. Bounded.
   */
  async listConcerned(
    tx: Tx,
    movedId: string,
    unitIds: readonly string[],
    limit: number,
  ): Promise<string[]> {
    const sql = `WITH RECURSIVE holding AS (
        SELECT DISTINCT unit_id AS id FROM unit_roles WHERE unit_id = ANY($2::uuid[]) AND user_id IS NULL
      ), top AS (
        SELECT id FROM holding UNION SELECT $1::uuid WHERE EXISTS (SELECT 1 FROM holding)
      ), below AS (
        SELECT id, 0 AS distance FROM top
        UNION
        SELECT u.id, below.distance + 1 FROM below JOIN organizations u ON u.parent_id = below.id
         WHERE below.distance < ${DEEPEST}
      )
      SELECT user_id AS id FROM unit_roles WHERE unit_id = ANY($2::uuid[]) AND user_id IS NOT NULL
      UNION
      SELECT member.user_id FROM below CROSS JOIN LATERAL
        (SELECT m.user_id FROM organization_members m WHERE m.unit_id = below.id OFFSET 0) member
      ORDER BY id LIMIT $3`;
    return (await rows<{ id: string }>(tx, sql, [movedId, unitIds, limit])).map(({ id }) => id);
  }
}
