import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '#libs/operation';
import { poolOf, type Pool } from './connect.js';
import { Database } from './database.js';

/** Metrics of the connections: those of checks and all others together. */
@Injectable()
export class DatabaseMetrics implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    const gauges: [name: string, help: string, read: (pool: Pool) => number][] = [
      ['connections', 'Connections that are open', (pool) => pool.totalCount],
      ['idle_connections', 'Open connections that nobody uses', (pool) => pool.idleCount],
      ['waiting', 'Requests that wait for a connection', (pool) => pool.waitingCount],
    ];
    const pools = this.database.dataSources.map(poolOf);
    for (const [name, help, read] of gauges) {
      this.metrics.gauge(`gatehouse_database_pool_${name}`, help, () =>
        pools.reduce((sum, pool) => sum + read(pool), 0),
      );
    }
  }
}
