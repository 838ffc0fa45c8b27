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
  UpdateUserDto,
  UserAnswerDto,
  UserDeletedDto,
  UserListDto,
  UsersQuery,
  UserUpdatedDto,
} from './users.dto.js';
import { AccountLifecycle } from './account-lifecycle.service.js';
import { UserDirectory } from './user-directory.service.js';

const flagOf = (text: string | undefined) => (text === undefined ? null : text === 'true');

/** Accounts, for administrators. */
@ApiTags('Users')
@Controller('api/users')
export class UsersController {
  constructor(
    private readonly directory: UserDirectory,
    private readonly lifecycle: AccountLifecycle,
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
  @Refuses('USER_NOT_FOUND', 'ACCOUNT_HOLDS_MORE', 'LAST_ADMIN')
  async remove(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('user_id') id: string,
  ): Promise<UserDeletedDto> {
    await this.lifecycle.erase({ principal, client }, id);
    return { success: true, message: 'User deleted successfully' };
  }
}
