import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics, Readiness, type ReadinessResult } from '#libs/operation';
import { Database, rows } from './database.js';

/** What is looked at of pg's pool. */
interface PoolNumbers {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** Tells readiness whether the database answers, and the metrics how busy the pool is. */
@Injectable()
export class DatabaseWatch implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.readiness.add({ name: 'database', check: () => this.check() });
    const gauges: [name: string, help: string, read: () => number][] = [
      ['connections', 'Connections that are open', () => this.pool.totalCount],
      ['idle_connections', 'Open connections that nobody uses', () => this.pool.idleCount],
      ['waiting', 'Requests that wait for a connection', () => this.pool.waitingCount],
    ];
    for (const [name, help, read] of gauges) {
      this.metrics.gauge(`gatehouse_database_pool_${name}`, help, read);
    }
  }

  private async check(): Promise<ReadinessResult> {
    await rows(this.database.pool, 'SELECT 1');
    return { status: 'up' };
  }

  private get pool(): PoolNumbers {
    return (this.database.dataSource.driver as unknown as { master: PoolNumbers }).master;
  }
}
