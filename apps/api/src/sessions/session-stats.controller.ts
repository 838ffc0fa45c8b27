import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RateClass, Refuses, RequirePermission } from '#libs/access';
import { Statistics } from '#api/audit/statistics';
import { SessionStatsDto, StatsQueryDto } from './session-stats.dto.js';
import { SessionStats } from './session-stats.service.js';
import { toSessionStats } from './to-session-stats.js';

const DEFAULT_DAYS = 30;

/** What an operator may know of all users together. */
@ApiTags('Sessions')
@Controller('api/auth/sessions')
export class SessionStatsController {
  constructor(
    private readonly live: SessionStats,
    private readonly statistics: Statistics,
  ) {}

  /** Counts the live sessions of all users now, and what happened by day. */
  @Get('stats')
  @RequirePermission('user:read')
  @RateClass('read')
  @Refuses()
  async stats(@Query() query: StatsQueryDto): Promise<SessionStatsDto> {
    const days = Number(query.days ?? DEFAULT_DAYS);
    const [live, report] = await Promise.all([this.live.countLive(), this.statistics.report(days)]);
    return toSessionStats(live, report);
  }
}
