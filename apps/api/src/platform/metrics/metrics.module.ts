import { Module } from '@nestjs/common';
import { collectDefaultMetrics } from 'prom-client';
import { Metrics } from '#libs/operation';
import { HttpModule } from '../http/index.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsNotice } from './metrics-notice.service.js';
import { RequestMetrics } from './request-metrics.service.js';

/** The metrics for Prometheus: requests, the process, its event loop, and those of the features. */
@Module({
  imports: [HttpModule],
  controllers: [MetricsController],
  providers: [RequestMetrics, MetricsNotice],
})
export class MetricsModule {
  constructor(metrics: Metrics) {
    collectDefaultMetrics({ register: metrics.registry });
  }
}
