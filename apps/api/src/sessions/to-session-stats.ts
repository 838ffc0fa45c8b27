import type { StatisticsReport } from '#api/audit/statistics';
import type { SessionStatsDto } from './session-stats.dto.js';
import type { LiveSessions } from './session-stats.service.js';

export function toSessionStats(live: LiveSessions, report: StatisticsReport): SessionStatsDto {
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
