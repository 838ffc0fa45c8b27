import { Body, Controller, Delete, Get, Patch, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import {
  Client,
  CurrentUser,
  FreshProof,
  IdParam,
  RateClass,
  Refuses,
  RequirePermission,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { NEW_LIST_LIMIT, toPage, toPageRequest } from '#libs/paging';
import { toUser } from '#api/users';
import {
  FactorResetOrderedDto,
  UpdateUserDto,
  UserAnswerDto,
  UserDeletedDto,
  UserListDto,
  UsersQuery,
  UserUpdatedDto,
} from './users.dto.js';
import { AccountLifecycle } from './account-lifecycle.service.js';
import { FactorResetOrders } from './factor-reset-orders.service.js';
import { UserDirectory } from './user-directory.service.js';

const flagOf = (text: string | undefined) => (text === undefined ? null : text === 'true');

/** Accounts, for administrators. */
@ApiTags('Users')
@Controller('api/users')
export class UsersController {
  constructor(
    private readonly directory: UserDirectory,
    private readonly lifecycle: AccountLifecycle,
    private readonly factorResets: FactorResetOrders,
  ) {}

  /** Lists accounts, by the beginning of their address and by state. */
  @Get()
  @RequirePermission('user:read')
  @RateClass('read')
  @Refuses()
  async list(@Query() query: UsersQuery): Promise<UserListDto> {
    const filter = {
      emailPrefix: query.email?.normalize('NFKC').toLowerCase() ?? null,
      isActive: flagOf(query.is_active),
      isEmailVerified: flagOf(query.is_email_verified),
    };
    const request = toPageRequest(query, NEW_LIST_LIMIT);
    const found = await this.directory.list(filter, request);
    const { items, next_cursor } = toPage(request, found, toUser);
    return { success: true, users: items, next_cursor };
  }

  /** Shows one account. */
  @Get(':user_id')
  @RequirePermission('user:read')
  @RateClass('read')
  @Refuses('USER_NOT_FOUND')
  async show(@IdParam('user_id') id: string): Promise<UserAnswerDto> {
    return { success: true, user: toUser(await this.directory.get(id)) };
  }

  /** Changes an account. Activates, deactivates, verifies or ends sessions: whichever fields are given. */
  @Patch(':user_id')
  @ApiBody({
    type: UpdateUserDto,
    examples: { activate: { summary: 'Active again', value: { is_active: true } } },
  })
  @RequirePermission('user:write')
  @RateClass('write')
  @Refuses('USER_NOT_FOUND', 'ACCOUNT_HOLDS_MORE', 'LAST_ADMIN')
  async update(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('user_id') id: string,
    @Body() body: UpdateUserDto,
  ): Promise<UserUpdatedDto> {
    const change = {
      ...(body.is_active != null && { isActive: body.is_active }),
      ...(body.is_email_verified && { verify: true }),
      ...(body.end_sessions && { endSessions: true }),
    };
    const { user, sessionsEnded } = await this.lifecycle.change({ principal, client }, id, change);
    const message = 'User updated successfully';
    return { success: true, message, user: toUser(user), sessions_ended: sessionsEnded };
  }

  /** Erases an account for good. */
  @Delete(':user_id')
  @RequirePermission('user:delete')
  @FreshProof('erase_user')
  @RateClass('write')
  @Refuses('USER_NOT_FOUND', 'ACCOUNT_HOLDS_MORE', 'LAST_ADMIN', 'LAST_OWNER')
  async remove(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('user_id') id: string,
  ): Promise<UserDeletedDto> {
    await this.lifecycle.erase({ principal, client }, id);
    return { success: true, message: 'User deleted successfully' };
  }

  /**
   * Orders the removal of all second factors and recovery codes of an account, for an owner who has lost them. The owner is
   * mailed and can object for 24 hours; then the factors are removed, and the sessions end. An order that stands is answered
   * again.
   */
  @Delete(':user_id/factors')
  @RequirePermission('user:write')
  @FreshProof('reset_factors')
  @RateClass('write')
  @Refuses('USER_NOT_FOUND', 'ACCOUNT_HOLDS_MORE', 'FACTOR_NOT_FOUND', 'RECOVERY_MAIL_HELD_BACK')
  async resetFactors(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('user_id') id: string,
  ): Promise<FactorResetOrderedDto> {
    const dueAt = await this.factorResets.order({ principal, client }, id);
    const message = 'The owner was mailed and can object until the factors are removed';
    return { success: true, message, due_at: dueAt.toISOString() };
  }
}
