import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Client,
  CurrentUser,
  RateClass,
  Refuses,
  SignedIn,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { Clock } from '#libs/kernel';
import { NEW_LIST_LIMIT, PageQuery, toPage, toPageRequest } from '#libs/paging';
import { OrganizationDoneDto } from '../units/units.dto.js';
import { AnswerInvitation } from './answer-invitation.service.js';
import {
  AnswerInvitationDto,
  InvitationAcceptedDto,
  InvitationListDto,
} from './invitations.dto.js';
import { ReadInvitations } from './read-invitations.service.js';
import { toInvitation, toKey } from './to-invitation.js';

/** The invitations to the caller's address. */
@ApiTags('Organizations')
@Controller('api/organizations/invitations')
export class OwnInvitationsController {
  constructor(
    private readonly reading: ReadInvitations,
    private readonly answering: AnswerInvitation,
    private readonly clock: Clock,
  ) {}

  /** Lists the open invitations to the confirmed address of the caller. */
  @Get()
  @SignedIn()
  @RateClass('read')
  @Refuses('EMAIL_NOT_VERIFIED')
  async list(
    @CurrentUser() { userId }: Principal,
    @Query() query: PageQuery,
  ): Promise<InvitationListDto> {
    const request = toPageRequest(query, NEW_LIST_LIMIT);
    const found = await this.reading.listOwn(userId, request);
    const { items, next_cursor } = toPage(request, found, toInvitation(this.clock.now()));
    return { success: true, invitations: items, next_cursor };
  }

  /**
   * Accepts an invitation to the caller's confirmed address: the caller becomes a member of the unit and holds the roles there. It is refused
   * once the inviter may not give them any more.
   */
  @Post('accept')
  @HttpCode(200)
  @SignedIn()
  @RateClass('write')
  @Refuses(
    'INVALID_INVITATION',
    'INVITATION_FOR_OTHER_ADDRESS',
    'EMAIL_NOT_VERIFIED',
    'UNIT_LIMIT_REACHED',
  )
  async accept(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @Body() body: AnswerInvitationDto,
  ): Promise<InvitationAcceptedDto> {
    const { rootId, unitId } = await this.answering.accept({ principal, client }, toKey(body));
    return {
      success: true,
      message: 'Invitation accepted',
      organization_id: rootId,
      unit_id: unitId,
    };
  }

  /** Declines an invitation to the caller's confirmed address. */
  @Post('decline')
  @HttpCode(200)
  @SignedIn()
  @RateClass('write')
  @Refuses('INVALID_INVITATION', 'INVITATION_FOR_OTHER_ADDRESS', 'EMAIL_NOT_VERIFIED')
  async decline(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @Body() body: AnswerInvitationDto,
  ): Promise<OrganizationDoneDto> {
    await this.answering.decline({ principal, client }, toKey(body));
    return { success: true, message: 'Invitation declined' };
  }
}
