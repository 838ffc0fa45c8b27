import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import { FIRST_ID } from '#libs/paging';
import {
  DEEPEST,
  unitColumns,
  type OrganizationOfUser,
  type UnitBelow,
  type UnitRow,
} from './unit.js';

const COLUMNS = unitColumns();

/** How many units of a user a list names in each organization. */
const SHOWN_UNITS = 100;

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface IdRange {
  readonly after: string | null;
  readonly limit: number;
}

interface Extent {
  readonly depth: number;
  readonly most: number;
}

/** An organization, and what the user `$1` is there. */
const OF_USER = `SELECT ${unitColumns('o')},
    coalesce((SELECT true FROM organization_owners w WHERE w.organization_id = o.id AND w.user_id = $1), false) AS "isOwner",
    ARRAY(SELECT m.unit_id FROM organization_members m WHERE m.user_id = $1 AND m.root_id = o.id
           ORDER BY m.unit_id LIMIT ${SHOWN_UNITS}) AS "unitIds"
  FROM organizations o`;

/** The name or the slug begins with `$4`, if that is given. */
const FOUND = `AND ($4::text IS NULL OR starts_with(lower(o.name), $4) OR starts_with(o.slug, $4))`;

/** All SQL of the table `organizations`: the trees of units. */
@Injectable()
export class UnitsStore {
  findById(tx: Tx, id: string): Promise<UnitRow | null> {
    return row(tx, `SELECT ${COLUMNS} FROM organizations WHERE id = $1`, [id]);
  }

  /** Like `findById`; locked against deletion until the transaction ends. */
  hold(tx: Tx, id: string): Promise<UnitRow | null> {
    return row(tx, `SELECT ${unitColumns()} FROM organizations WHERE id = $1 FOR KEY SHARE`, [id]);
  }

  /**
   * Locks the root until the transaction ends: the tree of the organization changes by one transaction at a time. New rows may
   * refer to the root meanwhile: a grant that holds a membership and refers to the unit does not wait for a transaction that
   * waits for the membership.
   */
  async lockTree(tx: Tx, rootId: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM organizations WHERE id = $1 AND parent_id IS NULL FOR NO KEY UPDATE';
    return (await row(tx, sql, [rootId])) !== null;
  }

  /** The units directly below one, after the given id: one range of an index on three columns. */
  listChildren(tx: Tx, { id, rootId }: UnitRow, page: IdRange): Promise<UnitRow[]> {
    const sql = `SELECT ${COLUMNS} FROM organizations
      WHERE (parent_id, root_id, id) > ($1::uuid, $4::uuid, $2::uuid)
        AND (parent_id, root_id, id) <= ($1::uuid, $4::uuid, '${LAST_ID}')
      ORDER BY parent_id, root_id, id LIMIT $3`;
    return rows(tx, sql, [id, page.after ?? FIRST_ID, page.limit, rootId]);
  }

  /**
   * Units below one, to so many levels: those of a level before those of the next. It reads no further than it must,
   * and the units below each by the index.
   * @param most how many at most
   */
  listBelow(tx: Tx, id: string, { depth, most }: Extent): Promise<UnitBelow[]> {
    const sql = `WITH RECURSIVE found AS (
        SELECT u.*, 1 AS distance FROM organizations u WHERE u.parent_id = $1
        UNION ALL
        SELECT u.*, found.distance + 1
          FROM found CROSS JOIN LATERAL (SELECT * FROM organizations WHERE parent_id = found.id OFFSET 0) u
         WHERE found.distance < $2
      )
      SELECT ${unitColumns('found')}, distance FROM found LIMIT $3`;
    return rows(tx, sql, [id, Math.min(depth, DEEPEST), most]);
  }

  /** Organizations, after the given id, whose name or slug begins so, with what the user is there. */
  listRoots(
    tx: Tx,
    userId: string,
    search: string | null,
    page: IdRange,
  ): Promise<OrganizationOfUser[]> {
    const sql = `${OF_USER} WHERE o.parent_id IS NULL AND o.id > $2::uuid ${FOUND} ORDER BY o.id LIMIT $3`;
    return rows(tx, sql, [userId, page.after ?? FIRST_ID, page.limit, search]);
  }

  /** The same, of those that the user is a member of. */
  listRootsOf(
    tx: Tx,
    userId: string,
    search: string | null,
    page: IdRange,
  ): Promise<OrganizationOfUser[]> {
    const sql = `${OF_USER}
      WHERE o.id IN (SELECT root_id FROM organization_members WHERE user_id = $1 AND root_id > $2::uuid) ${FOUND}
      ORDER BY o.id LIMIT $3`;
    return rows(tx, sql, [userId, page.after ?? FIRST_ID, page.limit, search]);
  }

  /** The unit and the units above it, from the unit itself to the organization; nothing for an unknown one. */
  listPath(tx: Tx, id: string): Promise<UnitRow[]> {
    const sql = `WITH RECURSIVE path AS (
        SELECT u.*, 0 AS distance FROM organizations u WHERE u.id = $1
        UNION ALL
        SELECT u.*, path.distance + 1 FROM path JOIN organizations u ON u.id = path.parent_id
         WHERE path.distance < ${DEEPEST}
      )
      SELECT ${unitColumns('path')} FROM path ORDER BY distance`;
    return rows(tx, sql, [id]);
  }
}
