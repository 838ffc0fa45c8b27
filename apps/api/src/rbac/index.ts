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
export { OwnUnits, type OwnOrganization } from './at-units/own-units.service.js';
export { UnitRoleEntity } from './at-units/unit-role.entity.js';
export { PermissionEntity } from './permission.entity.js';
export { Permissions } from './permissions.service.js';
export { RoleEntity } from './role.entity.js';
export { UserServiceRoleEntity } from './user-service-role.entity.js';
export { RbacModule } from './rbac.module.js';
export { Roles } from './roles.service.js';
