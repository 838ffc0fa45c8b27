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
import { EndingRoles } from './at-units/ending-roles.service.js';
import { EndingRolesStore } from './at-units/ending-roles.store.js';
import { MovePreview } from './at-units/move-preview.service.js';
import { MovedUsersStore } from './at-units/moved-users.store.js';
import { UnitActs } from './at-units/unit-acts.service.js';
import { UnitAssignmentLists } from './at-units/unit-assignment-lists.service.js';
import { UnitAssignments } from './at-units/unit-assignments.service.js';
import { UnitAssignmentsStore } from './at-units/unit-assignments.store.js';
import { UnitExplanations } from './at-units/unit-explanations.service.js';
import { UnitGrants } from './at-units/unit-grants.service.js';
import { UnitHoldersStore } from './at-units/unit-holders.store.js';
import { UnitPlacesStore } from './at-units/unit-places.store.js';
import { UnitRights } from './at-units/unit-rights.service.js';
import { GuardedUnits } from './at-units/guarded-units.service.js';
import { GuardedUnitsStore } from './at-units/guarded-units.store.js';
import { OwnUnits } from './at-units/own-units.service.js';
import { UnitAccess } from './at-units/unit-access.service.js';
import { UnitPersonalDataStore } from './at-units/unit-personal-data.store.js';
import { UnitRoleGifts } from './at-units/unit-role-gifts.service.js';
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
    EndingRoles,
    EndingRolesStore,
    Explanations,
    GrantingReplay,
    Grants,
    GuardedUnits,
    GuardedUnitsStore,
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
    MovePreview,
    MovedUsersStore,
    OwnUnits,
    UnitAccess,
    UnitActs,
    UnitAssignmentLists,
    UnitAssignments,
    UnitAssignmentsStore,
    UnitExplanations,
    UnitGrants,
    UnitHoldersStore,
    UnitPlacesStore,
    UnitRights,
    UnitPersonalData,
    UnitPersonalDataStore,
    UnitRoleGifts,
    UnitRolesStore,
  ],
  exports: [
    ActorRights,
    Administrators,
    EndingRoles,
    Grants,
    GrantingReplay,
    GuardedUnits,
    MovePreview,
    OwnUnits,
    PermissionCheck,
    Permissions,
    Roles,
    UnitActs,
    UnitAssignmentLists,
    UnitAssignments,
    UnitGrants,
    UnitRoleGifts,
  ],
})
export class RbacModule {}
