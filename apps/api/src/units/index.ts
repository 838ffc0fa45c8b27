export { MemberEntity } from './member.entity.js';
export { OwnerEntity } from './owner.entity.js';
export { UnitEntity } from './unit.entity.js';
export { DEEPEST, type UnitRow } from './unit.js';
export { organizationNotFound } from './units.errors.js';
export { UnitsModule } from './units.module.js';
export { SoleOwners } from './sole-owners.service.js';
export { Units } from './units.service.js';
