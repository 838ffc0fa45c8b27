import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RateClass, Refuses, RequirePermission } from '#libs/access';
import { Statistics, type StatisticsReport } from '#api/audit/statistics';
import { SessionStatsDto, StatsQueryDto } from './session-stats.dto.js';
import { SessionStats, type LiveSessions } from './session-stats.service.js';

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

function toSessionStats(live: LiveSessions, report: StatisticsReport): SessionStatsDto {
  return {
    success: true,
    active_sessions: live.activeSessions,
    active_users: live.activeUsers,
    counted_at: live.countedAt.toISOString(),
    days: report.days.map(({ day, activeSessions, activeUsers, newAccounts }) => ({
      date: day,
      active_sessions: activeSessions,
      active_users: activeUsers,
      new_accounts: newAccounts,
    })),
    sign_ins: report.signIns.map(({ day, ...signIns }) => ({ date: day, ...signIns })),
    countries: report.countries.map((country) => ({ ...country })),
  };
}
