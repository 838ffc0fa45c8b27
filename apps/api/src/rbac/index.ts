export { ActorRights, actorOf, done, type Acting } from './actor-rights.service.js';
export { assertAtLevel } from './at-level.js';
export { Administrators } from './administrators.service.js';
export { mayGrantAnything } from './assert-may-grant.js';
export { isReservedName } from './effective.js';
export { Grants, holdingsAt, type Holdings } from './grants.service.js';
export {
  PermissionCheck,
  TokenServicePort,
  type RecalledGrants,
} from './permission-check.service.js';
export { UnitRoleGifts, type GivableRole } from './at-units/unit-role-gifts.service.js';
export { EndingRoles } from './at-units/ending-roles.service.js';
export { GrantingReplay } from './role-acts.service.js';
export { DoneDto, RoleEffectDto } from './roles.dto.js';
export { MovePreview, type MoveEffects } from './at-units/move-preview.service.js';
export { toUnitRole } from './at-units/to-unit-role.js';
export { UnitActs } from './at-units/unit-acts.service.js';
export { UnitAssignmentLists } from './at-units/unit-assignment-lists.service.js';
export { UnitAssignments, type RoleAtUnit } from './at-units/unit-assignments.service.js';
export { can, countingAtUnit, type Held } from './at-units/evaluate.js';
export { UnitGrants } from './at-units/unit-grants.service.js';
export {
  GrantUnitRoleDto,
  UnitRoleDto,
  UnitRoleListDto,
  UnitRoleWrittenDto,
} from './at-units/unit-roles.dto.js';
export type { EndedRole } from './at-units/ended-role.js';
export { GuardedUnits } from './at-units/guarded-units.service.js';
export { versionWith, type HeldAtUnits } from './at-units/guarded-units.js';
export { OwnUnits, type OwnOrganization } from './at-units/own-units.service.js';
export { UnitRoleEntity } from './at-units/unit-role.entity.js';
export { PermissionEntity } from './permission.entity.js';
export { Permissions } from './permissions.service.js';
export { RoleEntity } from './role.entity.js';
export { UserServiceRoleEntity } from './user-service-role.entity.js';
export { RbacModule } from './rbac.module.js';
export { Roles } from './roles.service.js';
