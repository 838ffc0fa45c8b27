import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Client,
  CurrentUser,
  FreshProof,
  IdParam,
  Idempotent,
  RateClass,
  Refuses,
  RequirePermission,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { Clock } from '#libs/kernel';
import { NEW_LIST_LIMIT, toPage, toPageRequest } from '#libs/paging';
import { OrganizationDoneDto } from '../units/units.dto.js';
import {
  InvitationAnswerDto,
  InvitationListDto,
  InvitationsQuery,
  InviteDto,
} from './invitations.dto.js';
import { Invite } from './invite.service.js';
import { InvitingReplay } from './inviting-replay.service.js';
import { ReadInvitations } from './read-invitations.service.js';
import { RevokeInvitation } from './revoke-invitation.service.js';
import { toInvitation } from './to-invitation.js';

/** Whom a unit has invited. */
@ApiTags('Organizations')
@Controller('api/organizations/:organization_id/invitations')
export class InvitationsController {
  constructor(
    private readonly reading: ReadInvitations,
    private readonly inviting: Invite,
    private readonly revoking: RevokeInvitation,
    private readonly clock: Clock,
  ) {}

  /** Lists the invitations to a unit, with `?state=` those in one state. */
  @Get()
  @RequirePermission('organization:write', { unit: 'path:organization_id' })
  @RateClass('read')
  @Refuses('ORGANIZATION_NOT_FOUND')
  async list(
    @IdParam('organization_id') unitId: string,
    @Query() query: InvitationsQuery,
  ): Promise<InvitationListDto> {
    const request = toPageRequest(query, NEW_LIST_LIMIT);
    const found = await this.reading.listOfUnit(unitId, query.state ?? null, request);
    const { items, next_cursor } = toPage(request, found, toInvitation(this.clock.now()));
    return { success: true, invitations: items, next_cursor };
  }

  /**
   * Invites an address to a unit by mail. Who accepts becomes a member of the unit, and holds the roles there. The answer is the same
   * whether or not an account has the address.
   */
  @Post()
  @RequirePermission('organization:write', { unit: 'path:organization_id' })
  @FreshProof('grant_role', {
    when: 'Wanted for a role that holds `role:write`, `token:write` or `user:delete`.',
  })
  @Idempotent({ check: InvitingReplay })
  @RateClass('mail')
  @Refuses(
    'ORGANIZATION_NOT_FOUND',
    'ROLE_NOT_FOUND',
    'ROLE_NOT_FOR_UNITS',
    'GRANT_DENIED',
    'ALREADY_INVITED',
    'INVITATION_LIMIT_REACHED',
  )
  async invite(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') unitId: string,
    @Body() { email, role_ids: roleIds }: InviteDto,
  ): Promise<InvitationAnswerDto> {
    const invited = { unitId, email, roleIds: (roleIds ?? []).map((id) => id.toLowerCase()) };
    const invitation = await this.inviting.invite({ principal, client }, invited);
    return {
      success: true,
      message: 'Invitation sent',
      invitation: toInvitation(this.clock.now())(invitation),
    };
  }

  /** Sends an invitation again: the link of the mail before is dead, and the invitation begins its life anew. */
  @Post(':invitation_id/resend')
  @HttpCode(200)
  @RequirePermission('organization:write', { unit: 'path:organization_id' })
  @FreshProof('grant_role', {
    when: 'Wanted for a role that holds `role:write`, `token:write` or `user:delete`.',
  })
  @RateClass('mail')
  @Refuses(
    'ORGANIZATION_NOT_FOUND',
    'INVITATION_NOT_FOUND',
    'INVALID_INVITATION',
    'ROLE_NOT_FOUND',
    'ROLE_NOT_FOR_UNITS',
    'GRANT_DENIED',
    'INVITATION_LIMIT_REACHED',
  )
  async resend(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') unitId: string,
    @IdParam('invitation_id') id: string,
  ): Promise<InvitationAnswerDto> {
    const invitation = await this.inviting.resend({ principal, client }, unitId, id);
    return {
      success: true,
      message: 'Invitation sent again',
      invitation: toInvitation(this.clock.now())(invitation),
    };
  }

  /** Revokes an invitation: its link is dead. */
  @Delete(':invitation_id')
  @RequirePermission('organization:write', { unit: 'path:organization_id' })
  @RateClass('write')
  @Refuses('ORGANIZATION_NOT_FOUND', 'INVITATION_NOT_FOUND', 'INVALID_INVITATION')
  async revoke(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') unitId: string,
    @IdParam('invitation_id') id: string,
  ): Promise<OrganizationDoneDto> {
    await this.revoking.revoke({ principal, client }, unitId, id);
    return { success: true, message: 'Invitation revoked' };
  }
}
