import { Module } from '@nestjs/common';
import { AuditModule } from '#api/audit';
import { ChangesModule } from '#api/platform/changes';
import { RbacModule } from '#api/rbac';
import { UnitsModule } from '#api/units';
import { UsersModule } from '#api/users';
import { AddingReplay } from './members/adding-replay.service.js';
import { AddMember } from './members/add-member.service.js';
import { ChangeDomain } from './domains/change-domain.service.js';
import { DomainChecks } from './domains/domain-checks.service.js';
import { DomainJoinsStore } from './domains/domain-joins.store.js';
import { DomainsController } from './domains/domains.controller.js';
import { DomainsCleanup } from './domains/domains.cleanup.js';
import { Domains } from './domains/domains.service.js';
import { DomainsStore } from './domains/domains.store.js';
import { JoiningByDomain } from './domains/joining-by-domain.service.js';
import { TxtLookup } from './domains/txt-lookup.service.js';
import { EndMembership } from './members/end-membership.service.js';
import { MemberReading } from './members/member-reading.service.js';
import { MembersController } from './members/members.controller.js';
import { OwnerActs } from './owners/owner-acts.service.js';
import { OwnersController } from './owners/owners.controller.js';
import { ChangeUnit } from './units/change-unit.service.js';
import { CreateUnit, CreatingReplay, CreationRights } from './units/create-unit.service.js';
import { DeleteUnit } from './units/delete-unit.service.js';
import { OrganizationsController } from './units/organizations.controller.js';
import { ReadUnits } from './units/read-units.service.js';
import { UnitChangesController } from './units/unit-changes.controller.js';
import { UnitRolesController } from './roles/unit-roles.controller.js';

/** Organizations, over HTTP: their units, members, roles, invitations and domains. */
@Module({
  imports: [AuditModule, ChangesModule, RbacModule, UnitsModule, UsersModule],
  controllers: [
    OrganizationsController,
    UnitChangesController,
    MembersController,
    OwnersController,
    UnitRolesController,
    DomainsController,
  ],
  providers: [
    AddingReplay,
    AddMember,
    ChangeDomain,
    ChangeUnit,
    CreateUnit,
    CreatingReplay,
    CreationRights,
    DeleteUnit,
    DomainChecks,
    DomainJoinsStore,
    Domains,
    DomainsCleanup,
    DomainsStore,
    EndMembership,
    JoiningByDomain,
    MemberReading,
    OwnerActs,
    ReadUnits,
    TxtLookup,
  ],
})
export class OrganizationsModule {}
