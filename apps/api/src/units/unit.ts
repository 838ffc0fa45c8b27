import { columnsOf } from '#libs/database';
import { UnitEntity } from './unit.entity.js';

const PROPERTIES = ['id', 'rootId', 'parentId', 'name', 'slug', 'createdAt', 'updatedAt'] as const;

/** A unit of an organization; `parentId` is `null` and `rootId` its own id for the organization itself. */
export type UnitRow = Readonly<Pick<UnitEntity, (typeof PROPERTIES)[number]>>;

/** What a statement selects of `organizations` for a `UnitRow`. */
export const unitColumns = (alias?: string): string => columnsOf(UnitEntity, PROPERTIES, alias);

/**
 * Deeper than any tree may be (`ORGANIZATION_MAX_DEPTH`): where recursive statements stop, whatever a row says.
 */
export const DEEPEST = 64;
