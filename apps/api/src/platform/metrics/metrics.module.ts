import { Inject, Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { collectDefaultMetrics } from 'prom-client';
import { coreConfig, type ConfigOf } from '#libs/config';
import { Metrics } from '#libs/operation';
import { HttpModule, MetricsAccess } from '../http/index.js';
import { MetricsController } from './metrics.controller.js';
import { RequestMetrics } from './request-metrics.service.js';

const NOTICE =
  'METRICS_TOKEN is not set: /metrics answers callers on this machine alone. Set one where Prometheus runs elsewhere.';

/** The metrics for Prometheus: requests, the process, its event loop, and those of the features. */
@Module({
  imports: [HttpModule],
  controllers: [MetricsController],
  providers: [RequestMetrics],
})
export class MetricsModule implements OnApplicationBootstrap {
  constructor(
    metrics: Metrics,
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
    private readonly metricsAccess: MetricsAccess,
  ) {
    collectDefaultMetrics({ register: metrics.registry });
  }

  /** Logs which callers may read the metrics. */
  onApplicationBootstrap(): void {
    const isLocalOnly = this.core.nodeEnv === 'production' && !this.metricsAccess.hasToken;
    if (isLocalOnly) new Logger('Metrics').log(NOTICE);
  }
}
