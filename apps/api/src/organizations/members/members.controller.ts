import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Client,
  CurrentUser,
  IdParam,
  Idempotent,
  RateClass,
  Refuses,
  RequirePermission,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { NEW_LIST_LIMIT, toPage, toPageRequest } from '#libs/paging';
import { OrganizationDoneDto } from '../units/units.dto.js';
import { AddMember } from './add-member.service.js';
import { AddingReplay } from './adding-replay.service.js';
import { EndMembership } from './end-membership.service.js';
import { MemberReading } from './member-reading.service.js';
import {
  AddMemberDto,
  EndMembershipQuery,
  MemberListDto,
  MembershipDto,
  MembersQuery,
} from './members.dto.js';
import { toMember } from './to-member.js';

/** Who belongs to an organization and its units. */
@ApiTags('Organizations')
@Controller('api/organizations/:organization_id')
export class MembersController {
  constructor(
    private readonly reading: MemberReading,
    private readonly adding: AddMember,
    private readonly ending: EndMembership,
  ) {}

  /** Lists the members of an organization's root or of a unit, with `?inherited=true` also those of the units below. */
  @Get('members')
  @RequirePermission('organization:read', { unit: 'path:organization_id' })
  @RateClass('read')
  @Refuses('ORGANIZATION_NOT_FOUND')
  async list(
    @IdParam('organization_id') id: string,
    @Query() query: MembersQuery,
  ): Promise<MemberListDto> {
    const request = toPageRequest(query, NEW_LIST_LIMIT);
    const found = await this.reading.list(id, query.inherited === 'true', request);
    const { items, next_cursor } = toPage(request, found, toMember);
    return { success: true, members: items, next_cursor };
  }

  /**
   * Adds a member by the id of the account. Users who do not belong to the organization yet are added by holders of
   * `organization:write` without a unit; others invite them.
   */
  @Post('members')
  @RequirePermission('organization:write', { unit: 'path:organization_id' })
  @Idempotent({ check: AddingReplay })
  @RateClass('write')
  @Refuses(
    'ORGANIZATION_NOT_FOUND',
    'USER_NOT_FOUND',
    'NOT_A_MEMBER',
    'ALREADY_MEMBER',
    'GRANT_DENIED',
    'UNIT_LIMIT_REACHED',
  )
  async add(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') id: string,
    @Body() body: AddMemberDto,
  ): Promise<MembershipDto> {
    const userId = body.user_id.toLowerCase();
    await this.adding.add({ principal, client }, id, userId);
    return { success: true, message: 'Member added successfully', user_id: userId };
  }

  /**
   * Ends a membership, with `?inherited=true` also those in the units below. The user loses the roles held there; removed from the
   * root, an owner owns the organization no more.
   */
  @Delete('members/:user_id')
  @RequirePermission('organization:write', { unit: 'path:organization_id' })
  @RateClass('write')
  @Refuses('ORGANIZATION_NOT_FOUND', 'MEMBER_NOT_FOUND', 'LAST_OWNER')
  async remove(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') unitId: string,
    @IdParam('user_id') userId: string,
    @Query() { inherited }: EndMembershipQuery,
  ): Promise<OrganizationDoneDto> {
    const isWithBelow = inherited === 'true';
    await this.ending.end({ principal, client }, { userId, unitId, isWithBelow, how: 'removed' });
    return { success: true, message: 'Member removed successfully' };
  }

  /** Ends the caller's membership of a unit and of those below it; at the organization itself the caller leaves it. */
  @Post('leave')
  @HttpCode(200)
  @RequirePermission('organization:read', { unit: 'path:organization_id', orMember: true })
  @RateClass('write')
  @Refuses('ORGANIZATION_NOT_FOUND', 'MEMBER_NOT_FOUND', 'LAST_OWNER')
  async leave(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') unitId: string,
  ): Promise<OrganizationDoneDto> {
    const { userId } = principal;
    await this.ending.end(
      { principal, client },
      { userId, unitId, isWithBelow: true, how: 'left' },
    );
    return { success: true, message: 'You have left' };
  }
}
