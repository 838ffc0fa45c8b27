import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
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
import { EndSessions } from './end-sessions.service.js';
import { ListSessions } from './list-sessions.service.js';
import {
  ListSessionsQueryDto,
  SessionEndedDto,
  SessionListDto,
  SessionsEndedDto,
} from './sessions.dto.js';

/** A user's own sessions; what belongs to somebody else does not exist here. */
@ApiTags('Sessions')
@Controller('api/auth/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: ListSessions,
    private readonly ending: EndSessions,
  ) {}

  /** Lists the caller's live sessions, newest first. */
  @Get()
  @SignedIn()
  @RateClass('read')
  @Refuses()
  async list(
    @CurrentUser() user: Principal,
    @Query() query: ListSessionsQueryDto,
  ): Promise<SessionListDto> {
    const { sessions, nextId } = await this.sessions.list(user, {
      ...(query.limit !== undefined && { limit: query.limit }),
      ...(query.cursor !== undefined && { afterId: query.cursor }),
    });
    return { success: true, sessions, next_cursor: nextId };
  }

  /** Ends every session of the caller but the current one. */
  @Delete()
  @SignedIn()
  @RateClass('write')
  @Refuses()
  async endOthers(
    @CurrentUser() user: Principal,
    @Client() client: ClientInfo,
  ): Promise<SessionsEndedDto> {
    const ended = await this.ending.endOthers(user, client);
    return { success: true, message: 'All other sessions ended', ended };
  }

  /** Ends one session of the caller; its tokens are refused from the next request on. */
  @Delete(':session_id')
  @SignedIn()
  @RateClass('write')
  @Refuses('SESSION_NOT_FOUND')
  async endOne(
    @CurrentUser() user: Principal,
    @Param('session_id') sessionId: string,
    @Client() client: ClientInfo,
  ): Promise<SessionEndedDto> {
    await this.ending.endOwn(user, sessionId, client);
    return { success: true, message: 'Session ended' };
  }
}
