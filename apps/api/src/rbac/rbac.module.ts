import { Global, Module } from '@nestjs/common';
import { PermissionPort } from '#libs/access';
import { ServicesModule } from '#api/services';
import { UsersModule } from '#api/users';
import { ProofsModule } from '#api/users/proofs';
import { ActorRights } from './actor-rights.service.js';
import { Administrators } from './administrators.service.js';
import { AssignmentActs } from './assignment-acts.service.js';
import { AssignmentGuards } from './assignment-guards.service.js';
import { AssignmentsController } from './assignments.controller.js';
import { Assignments } from './assignments.service.js';
import { AssignmentsStore } from './assignments.store.js';
import { Explanations } from './explanation.service.js';
import { MissingLink } from './missing-link.service.js';
import { GrantingReplay } from './granting-replay.service.js';
import { GrantView } from './grant-view.service.js';
import { Grants } from './grants.service.js';
import { GrantingProof } from './granting-proof.service.js';
import { GrantsStore } from './grants.store.js';
import { PermissionActs } from './permission-acts.service.js';
import { RbacPermissionPort } from './permission-port.service.js';
import { PermissionsController } from './permissions.controller.js';
import { Permissions } from './permissions.service.js';
import { PermissionsStore } from './permissions.store.js';
import { RoleActs } from './role-acts.service.js';
import { RolePreview } from './role-preview.service.js';
import { RolesController } from './roles.controller.js';
import { Roles } from './roles.service.js';
import { RolesStore } from './roles.store.js';
import { ServiceRegistration } from './service-registration.service.js';
import { ServiceRemoval } from './service-removal.service.js';
import { ServicesController } from './services.controller.js';

const stores = [RolesStore, PermissionsStore, AssignmentsStore, GrantsStore];
const rules = [
  ActorRights,
  Roles,
  Permissions,
  Grants,
  GrantingProof,
  Administrators,
  AssignmentGuards,
  Assignments,
  MissingLink,
  Explanations,
  GrantView,
];
const acts = [
  GrantingReplay,
  RoleActs,
  PermissionActs,
  AssignmentActs,
  ServiceRegistration,
  ServiceRemoval,
  RolePreview,
];

/** Services, roles, permissions and assignments, and the decision behind every `@RequirePermission`. */
@Global()
@Module({
  imports: [ProofsModule, ServicesModule, UsersModule],
  controllers: [ServicesController, PermissionsController, AssignmentsController, RolesController],
  providers: [
    ...stores,
    ...rules,
    ...acts,
    RbacPermissionPort,
    { provide: PermissionPort, useExisting: RbacPermissionPort },
  ],
  exports: [
    PermissionPort,
    RbacPermissionPort,
    ActorRights,
    Administrators,
    Grants,
    Permissions,
    Roles,
  ],
})
export class RbacModule {}
