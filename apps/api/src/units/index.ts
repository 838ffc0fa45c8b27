export { MemberEntity } from './member.entity.js';
export type { ListedMember } from './listed-member.js';
export { Members, type Ended } from './members.service.js';
export { OwnerEntity } from './owner.entity.js';
export { Owners } from './owners.service.js';
export { findSlugProblem } from './slug.js';
export { UnitEntity } from './unit.entity.js';
export { BELOW, DEEPEST, type OrganizationOfUser, type UnitBelow, type UnitRow } from './unit.js';
export { UnitLists } from './unit-lists.service.js';
export { UnitTree, type UnitFields } from './unit-tree.service.js';
export {
  alreadyOwner,
  memberNotFound,
  notAMember,
  organizationNotFound,
  ownerNotFound,
  tooManyOwned,
} from './units.errors.js';
export { UnitsModule } from './units.module.js';
export { SoleOwners } from './sole-owners.service.js';
export type { OrganizationOutline, OutlinedUnit } from './unit-outline.js';
export { UnitOutlines } from './unit-outlines.service.js';
export { Units } from './units.service.js';
export { unitsConfig } from './units.config.js';
