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
import { NEW_LIST_LIMIT, PageQuery, toPage, toPageRequest } from '#libs/paging';
import { MemberReading } from '../members/member-reading.service.js';
import { toMember } from '../members/to-member.js';
import { OrganizationDoneDto } from '../units/units.dto.js';
import { OwnerActs } from './owner-acts.service.js';
import { AppointOwnerDto, OwnerListDto, OwnershipDto } from './owners.dto.js';

/** Who manages an organization. The id is that of the organization itself, not of a unit of it. */
@ApiTags('Organizations')
@Controller('api/organizations/:organization_id')
export class OwnersController {
  constructor(
    private readonly reading: MemberReading,
    private readonly acts: OwnerActs,
  ) {}

  /** Lists the owners of an organization. */
  @Get('owners')
  @RequirePermission('organization:read', { unit: 'path:organization_id' })
  @RateClass('read')
  @Refuses('ORGANIZATION_NOT_FOUND')
  async list(
    @IdParam('organization_id') id: string,
    @Query() query: PageQuery,
  ): Promise<OwnerListDto> {
    const request = toPageRequest(query, NEW_LIST_LIMIT);
    const found = await this.reading.listOwners(id, request);
    const { items, next_cursor } = toPage(request, found, toMember);
    return { success: true, owners: items, next_cursor };
  }

  /** Makes a member an owner of the organization, and a member of its root. */
  @Post('owners')
  @RequirePermission('organization:write', { unit: 'path:organization_id' })
  @Idempotent()
  @RateClass('write')
  @Refuses(
    'ORGANIZATION_NOT_FOUND',
    'NOT_A_MEMBER',
    'ACCOUNT_DISABLED',
    'ALREADY_OWNER',
    'UNIT_LIMIT_REACHED',
  )
  async appoint(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') id: string,
    @Body() body: AppointOwnerDto,
  ): Promise<OwnershipDto> {
    const userId = body.user_id.toLowerCase();
    await this.acts.appoint({ principal, client }, id, userId);
    return { success: true, message: 'Owner appointed successfully', user_id: userId };
  }

  /** Ends an ownership. The user stays a member. */
  @Delete('owners/:user_id')
  @RequirePermission('organization:write', { unit: 'path:organization_id' })
  @RateClass('write')
  @Refuses('ORGANIZATION_NOT_FOUND', 'OWNER_NOT_FOUND', 'LAST_OWNER')
  async remove(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') id: string,
    @IdParam('user_id') userId: string,
  ): Promise<OrganizationDoneDto> {
    await this.acts.remove({ principal, client }, id, userId);
    return { success: true, message: 'Owner removed successfully' };
  }

  /** Passes the caller's ownership to another member. */
  @Post('transfer')
  @HttpCode(200)
  @RequirePermission('organization:write', { unit: 'path:organization_id' })
  @RateClass('write')
  @Refuses(
    'ORGANIZATION_NOT_FOUND',
    'OWNER_NOT_FOUND',
    'NOT_A_MEMBER',
    'ACCOUNT_DISABLED',
    'ALREADY_OWNER',
    'UNIT_LIMIT_REACHED',
  )
  async transfer(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') id: string,
    @Body() body: AppointOwnerDto,
  ): Promise<OwnershipDto> {
    const userId = body.user_id.toLowerCase();
    await this.acts.transfer({ principal, client }, id, userId);
    return { success: true, message: 'Ownership transferred successfully', user_id: userId };
  }
}
