import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';
import { after, FIRST_ID } from '#libs/paging';
import type { ListedMember } from './listed-member.js';
import { BELOW } from './unit.js';

interface IdRange {
  readonly after: string | null;
  readonly limit: number;
}

/** How many units of a member a list names. */
const SHOWN = 100;

/** Not by `EXISTS`, for which PostgreSQL may read all owners of all organizations. */
const PERSON = `u.email, u.first_name AS "firstName", u.last_name AS "lastName", u.is_active AS "isActive",
    coalesce((SELECT true FROM organization_owners w WHERE w.organization_id = m.root_id AND w.user_id = m.user_id), false) AS "isOwner"`;

/**
 * The members named in `found`, with their units there. It groups in the order of the index on the root and the user, so that a page
 * reads only its own members.
 */
const GROUPED = `SELECT m.user_id AS id, ${PERSON}, m."unitIds", m."createdAt"
  FROM (SELECT root_id, user_id, (array_agg(unit_id))[1:${SHOWN}] AS "unitIds", min(created_at) AS "createdAt"
          FROM found GROUP BY root_id, user_id ORDER BY root_id, user_id LIMIT $3) m
  JOIN users u ON u.id = m.user_id
 ORDER BY m.user_id`;

/** The SQL of lists of members and owners, in the order of the users' ids. */
@Injectable()
export class MemberListsStore {
  listOfUnit(tx: Tx, unitId: string, page: IdRange): Promise<ListedMember[]> {
    const sql = `SELECT m.user_id AS id, ${PERSON}, ARRAY[m.unit_id] AS "unitIds", m.created_at AS "createdAt"
      FROM organization_members m JOIN users u ON u.id = m.user_id
      WHERE ${after('m.unit_id', 'm.user_id')} ORDER BY m.unit_id, m.user_id LIMIT $3`;
    return rows(tx, sql, [unitId, page.after, page.limit]);
  }

  listOfOrganization(tx: Tx, rootId: string, page: IdRange): Promise<ListedMember[]> {
    const sql = `WITH found AS (
        SELECT * FROM organization_members WHERE ${after('root_id', 'user_id')}
      ) ${GROUPED}`;
    return rows(tx, sql, [rootId, page.after, page.limit]);
  }

  /** Of the unit and of those below it. */
  listBelow(tx: Tx, unitId: string, page: IdRange): Promise<ListedMember[]> {
    const sql = `WITH RECURSIVE ${BELOW}, found AS (
        SELECT m.* FROM below JOIN organization_members m ON m.unit_id = below.id
         WHERE m.user_id > coalesce($2::uuid, '${FIRST_ID}')
      ) ${GROUPED}`;
    return rows(tx, sql, [unitId, page.after, page.limit]);
  }

  listOwners(tx: Tx, organizationId: string, page: IdRange): Promise<ListedMember[]> {
    const sql = `SELECT o.user_id AS id, ${PERSON}, ARRAY[m.unit_id] AS "unitIds", o.created_at AS "createdAt"
      FROM organization_owners o
      JOIN organization_members m ON m.unit_id = o.organization_id AND m.user_id = o.user_id
      JOIN users u ON u.id = o.user_id
      WHERE ${after('o.organization_id', 'o.user_id')} ORDER BY o.organization_id, o.user_id LIMIT $3`;
    return rows(tx, sql, [organizationId, page.after, page.limit]);
  }
}
