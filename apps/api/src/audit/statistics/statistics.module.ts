import { Module } from '@nestjs/common';
import { GeoIpModule } from '#api/platform/geoip';
import { Activity } from './activity.service.js';
import { DailyCounts } from './daily-counts.service.js';
import { StatisticsCleanup } from './statistics.cleanup.js';
import { Statistics } from './statistics.service.js';
import { StatisticsStore } from './statistics.store.js';

/** Daily counts for every feature: events are counted when they happen. */
@Module({
  imports: [GeoIpModule],
  providers: [Activity, DailyCounts, Statistics, StatisticsStore, StatisticsCleanup],
  exports: [Activity, DailyCounts, Statistics, StatisticsCleanup],
})
export class StatisticsModule {}
