export { Activity } from './activity.service.js';
export { DailyCounts } from './daily-counts.service.js';
export { Flushed } from './flushed.js';
export { StatisticsCleanup } from './statistics.cleanup.js';
export type { StatisticsReport, TokenUsesOfDay } from './statistics.js';
export {
  ActiveSessionEntity,
  ActiveUserEntity,
  DailyStatisticEntity,
  NewAccountsEntity,
} from './statistics.entity.js';
export { StatisticsModule } from './statistics.module.js';
export { Statistics } from './statistics.service.js';
export type { DailyCount } from './statistics.js';
