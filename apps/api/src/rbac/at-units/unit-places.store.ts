import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';
import { DEEPEST } from '#api/units';

/** A unit on the path of another one. */
export interface PlaceRow {
  readonly ofId: string;
  readonly id: string;
  readonly name: string;
}

/** How a user belongs to a unit: the names from the unit of which they are a member up to it. */
export interface BelongingRow {
  readonly unitId: string;
  readonly memberOfId: string;
  readonly names: readonly string[];
}

/** Where units are in their trees, read for the roles that are held at them. */
@Injectable()
export class UnitPlacesStore {
  /** The paths of the units: each unit with those above it, the unit itself first. */
  listPaths(tx: Tx, unitIds: readonly string[]): Promise<PlaceRow[]> {
    const sql = `WITH RECURSIVE path AS (
        SELECT u.id AS of_id, u.id, u.name, u.parent_id, 0 AS distance FROM organizations u WHERE u.id = ANY($1::uuid[])
        UNION ALL
        SELECT path.of_id, u.id, u.name, u.parent_id, path.distance + 1
          FROM path JOIN organizations u ON u.id = path.parent_id WHERE path.distance < ${DEEPEST}
      )
      SELECT of_id AS "ofId", id, name FROM path ORDER BY of_id, distance`;
    return rows(tx, sql, [unitIds]);
  }

  /** For each of these units by which membership the user belongs to it: the nearest one. */
  listBelonging(tx: Tx, userId: string, unitIds: readonly string[]): Promise<BelongingRow[]> {
    const sql = `WITH RECURSIVE above AS (
        SELECT u.id AS member_of_id, u.id AS unit_id, u.parent_id, ARRAY[u.name] AS names, 0 AS distance
          FROM organization_members m JOIN organizations u ON u.id = m.unit_id WHERE m.user_id = $1
        UNION ALL
        SELECT above.member_of_id, u.id, u.parent_id, above.names || u.name, above.distance + 1
          FROM above JOIN organizations u ON u.id = above.parent_id WHERE above.distance < ${DEEPEST}
      )
      SELECT DISTINCT ON (unit_id) unit_id AS "unitId", member_of_id AS "memberOfId", names FROM above
       WHERE unit_id = ANY($2::uuid[]) ORDER BY unit_id, distance, member_of_id`;
    return rows(tx, sql, [userId, unitIds]);
  }
}
