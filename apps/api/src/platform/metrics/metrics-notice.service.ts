import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { coreConfig, type ConfigOf } from '#libs/config';
import { MetricsAccess } from '../http/index.js';

const NOTICE =
  'METRICS_TOKEN is not set: /metrics answers callers on this machine alone. Set one where Prometheus runs elsewhere.';

/** Logs at start which callers may read the metrics. */
@Injectable()
export class MetricsNotice implements OnApplicationBootstrap {
  private readonly logger = new Logger('Metrics');

  constructor(
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
    private readonly metricsAccess: MetricsAccess,
  ) {}

  onApplicationBootstrap(): void {
    if (this.core.nodeEnv === 'production' && !this.metricsAccess.hasToken) this.logger.log(NOTICE);
  }
}
