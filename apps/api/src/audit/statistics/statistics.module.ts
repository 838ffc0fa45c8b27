import { Module } from '@nestjs/common';
import { GeoIpModule } from '#api/platform/geoip';
import { Activity } from './activity.service.js';
import { DailyCounts } from './daily-counts.service.js';
import { SignInCounts } from './sign-in-counts.service.js';
import { StatisticsCleanup } from './statistics.cleanup.js';
import { Statistics } from './statistics.service.js';
import { StatisticsStore } from './statistics.store.js';

/** Daily counts for every feature: events are counted when they happen. */
@Module({
  imports: [GeoIpModule],
  providers: [Activity, DailyCounts, SignInCounts, Statistics, StatisticsStore, StatisticsCleanup],
  exports: [Activity, DailyCounts, SignInCounts, Statistics, StatisticsCleanup],
})
export class StatisticsModule {}
