import { Module } from '@nestjs/common';
import { AuditModule } from '#api/audit';
import { ChangesModule } from '#api/platform/changes';
import { MailModule } from '#api/mail';
import { RbacModule } from '#api/rbac';
import { UnitsModule } from '#api/units';
import { UsersModule } from '#api/users';
import { AnswerInvitation } from './invitations/answer-invitation.service.js';
import { FindInvitation } from './invitations/find-invitation.service.js';
import { InvitationListsStore } from './invitations/invitation-lists.store.js';
import { InvitationLimits } from './invitations/invitation-limits.service.js';
import { InvitationMails } from './invitations/invitation-mails.service.js';
import { InvitationsCleanup } from './invitations/invitations.cleanup.js';
import { InvitationsPersonalData } from './invitations/invitations.personal-data.js';
import { InvitationsStore } from './invitations/invitations.store.js';
import { Invite } from './invitations/invite.service.js';
import { InviterRights } from './invitations/inviter-rights.service.js';
import { InvitingReplay } from './invitations/inviting-replay.service.js';
import { ReadInvitations } from './invitations/read-invitations.service.js';
import { RevokeInvitation } from './invitations/revoke-invitation.service.js';
import { SendInvitation } from './invitations/send-invitation.service.js';
import { InvitationsController } from './invitations/invitations.controller.js';
import { OwnInvitationsController } from './invitations/own-invitations.controller.js';
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
  imports: [AuditModule, ChangesModule, MailModule, RbacModule, UnitsModule, UsersModule],
  // Before the others: `invitations` is no id.
  controllers: [
    OwnInvitationsController,
    InvitationsController,
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
    AnswerInvitation,
    FindInvitation,
    InvitationListsStore,
    InvitationLimits,
    InvitationMails,
    InvitationsCleanup,
    InvitationsPersonalData,
    InvitationsStore,
    Invite,
    InviterRights,
    InvitingReplay,
    ReadInvitations,
    RevokeInvitation,
    SendInvitation,
    ReadUnits,
    TxtLookup,
  ],
  exports: [AnswerInvitation, EndMembership, FindInvitation],
})
export class OrganizationsModule {}
