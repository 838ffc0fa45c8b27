import { columnsOf } from '#libs/database';
import { UnitEntity } from './unit.entity.js';

const PROPERTIES = ['id', 'rootId', 'parentId', 'name', 'slug', 'createdAt', 'updatedAt'] as const;

/** A unit of an organization; `parentId` is `null` and `rootId` its own id for the organization itself. */
export type UnitRow = Readonly<Pick<UnitEntity, (typeof PROPERTIES)[number]>>;

/** A unit, and how many levels below another one it is. */
export type UnitBelow = UnitRow & { readonly distance: number };

/** An organization that a user belongs to, with those of its units of which they are a member: the first 100. */
export type OrganizationOfUser = UnitRow & {
  readonly isOwner: boolean;
  readonly unitIds: readonly string[];
};

/** What a statement selects of `organizations` for a `UnitRow`. */
export const unitColumns = (alias?: string): string => columnsOf(UnitEntity, PROPERTIES, alias);

/**
 * Deeper than any tree may be (`ORGANIZATION_MAX_DEPTH`): where recursive statements stop, whatever a row says.
 */
export const DEEPEST = 64;

/** SQL: the unit `$1` (distance 0) and the units below it, level by level. */
export const BELOW = `below AS (
    SELECT u.id, u.root_id, 0 AS distance FROM organizations u WHERE u.id = $1
    UNION ALL
    SELECT u.id, u.root_id, below.distance + 1
      FROM below JOIN organizations u ON u.parent_id = below.id AND u.root_id = below.root_id
     WHERE below.distance < ${DEEPEST}
  )`;
