import { Module } from '@nestjs/common';
import { AuditModule } from '#api/audit';
import { ChangesModule } from '#api/platform/changes';
import { ServicesModule } from '#api/services';
import { UnitsModule } from '#api/units';
import { UsersModule } from '#api/users';
import { ProofsModule } from '#api/users/proofs';
import { ActorRights } from './actor-rights.service.js';
import { Administrators } from './administrators.service.js';
import { AssignmentsController } from './assignments.controller.js';
import { OwnUnits } from './at-units/own-units.service.js';
import { UnitAccess } from './at-units/unit-access.service.js';
import { UnitPersonalDataStore } from './at-units/unit-personal-data.store.js';
import { UnitRolesStore } from './at-units/unit-roles.store.js';
import { UnitPersonalData } from './at-units/unit.personal-data.js';
import { Assignments } from './assignments.service.js';
import { AssignmentsStore } from './assignments.store.js';
import { Explanations } from './explanation.service.js';
import { GrantingReplay, RoleActs } from './role-acts.service.js';
import { Grants } from './grants.service.js';
import { PermissionCheck } from './permission-check.service.js';
import { PermissionsController } from './permissions.controller.js';
import { Permissions } from './permissions.service.js';
import { PermissionsStore } from './permissions.store.js';
import { RbacPersonalData } from './rbac.personal-data.js';
import { RolePermissions } from './role-permissions.service.js';
import { RolePreview } from './role-preview.service.js';
import { RolesController } from './roles.controller.js';
import { Roles } from './roles.service.js';
import { RolesStore } from './roles.store.js';
import { ServiceRegistration } from './service-registration.service.js';
import { ServicesController } from './services.controller.js';

/** Services, roles, permissions and assignments, and the decision behind every `@RequirePermission`. */
@Module({
  imports: [AuditModule, ChangesModule, ProofsModule, ServicesModule, UnitsModule, UsersModule],
  controllers: [ServicesController, PermissionsController, AssignmentsController, RolesController],
  providers: [
    ActorRights,
    Administrators,
    Assignments,
    AssignmentsStore,
    Explanations,
    GrantingReplay,
    Grants,
    PermissionCheck,
    Permissions,
    PermissionsStore,
    RbacPersonalData,
    RoleActs,
    RolePermissions,
    RolePreview,
    Roles,
    RolesStore,
    ServiceRegistration,
    OwnUnits,
    UnitAccess,
    UnitPersonalData,
    UnitPersonalDataStore,
    UnitRolesStore,
  ],
  exports: [ActorRights, Administrators, Grants, OwnUnits, PermissionCheck, Permissions, Roles],
})
export class RbacModule {}
