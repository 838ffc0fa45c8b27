import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics, Readiness, type ReadinessResult } from '#libs/operation';
import { Ephemeral } from './ephemeral.js';

/** Reports to readiness and the metrics whether Redis answers. An instance stays in rotation without Redis. */
@Injectable()
export class EphemeralWatch implements OnModuleInit {
  constructor(
    @Inject(Ephemeral) private readonly ephemeral: Ephemeral,
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.readiness.add({ name: 'redis', isNeverDown: true, check: () => this.check() });
    if (!this.ephemeral.isShared) return;
    this.metrics.gauge('gatehouse_redis_available', 'Whether Redis answers (1) or not (0)', () =>
      this.ephemeral.isAvailable ? 1 : 0,
    );
  }

  private async check(): Promise<ReadinessResult> {
    if (!this.ephemeral.isShared) return { status: 'up', details: { mode: 'in process' } };
    try {
      await this.ephemeral.ping();
      return { status: 'up' };
    } catch {
      return { status: 'degraded' };
    }
  }
}
