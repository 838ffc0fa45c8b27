import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import { DEEPEST, unitColumns, type UnitRow } from './unit.js';
import type { OrganizationOutline, OutlinedUnit } from './unit-outline.js';

/** The SQL that reads organizations for people who look at them. */
@Injectable()
export class UnitOutlineStore {
  /** @param after the id of the last one of the page before, or `null` */
  listOrganizations(tx: Tx, after: string | null, limit: number): Promise<OrganizationOutline[]> {
    const sql = `SELECT ${unitColumns('o')},
        (SELECT count(*)::int FROM organizations u WHERE u.root_id = o.id) AS "unitCount",
        (SELECT count(DISTINCT m.user_id)::int FROM organization_members m WHERE m.root_id = o.id) AS "memberCount",
        (SELECT count(*)::int FROM organization_owners w WHERE w.organization_id = o.id) AS "ownerCount"
      FROM organizations o WHERE o.parent_id IS NULL AND ($1::uuid IS NULL OR o.id > $1) ORDER BY o.id LIMIT $2`;
    return rows(tx, sql, [after, limit]);
  }

  /** The organization with this slug, or the unit with this id. */
  findNamed(
    tx: Tx,
    named: { readonly id: string } | { readonly slug: string },
  ): Promise<UnitRow | null> {
    const [column, value] =
      'id' in named ? ['id = $1', named.id] : ['slug = $1 AND parent_id IS NULL', named.slug];
    return row(tx, `SELECT ${unitColumns()} FROM organizations WHERE ${column}`, [value]);
  }

  /** The unit and those below it, each after the unit above it, with the names of one parent in order. */
  listBelow(tx: Tx, id: string, limit: number): Promise<OutlinedUnit[]> {
    const sql = `WITH RECURSIVE below AS (
        SELECT u.*, 0 AS depth, ARRAY[u.name, u.id::text] AS place FROM organizations u WHERE u.id = $1
        UNION ALL
        SELECT u.*, below.depth + 1, below.place || ARRAY[u.name, u.id::text]
          FROM below JOIN organizations u ON u.parent_id = below.id WHERE below.depth < ${DEEPEST}
      ), shown AS (SELECT * FROM below ORDER BY place LIMIT $2)
      SELECT ${unitColumns('shown')}, shown.depth,
        (SELECT count(*)::int FROM organization_members m WHERE m.unit_id = shown.id) AS "memberCount",
        (SELECT count(*)::int FROM unit_roles r WHERE r.unit_id = shown.id) AS "roleCount"
      FROM shown ORDER BY place`;
    return rows(tx, sql, [id, limit]);
  }
}
