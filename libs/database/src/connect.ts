import { setTimeout as sleep } from 'node:timers/promises';
import { explainConnection } from '#libs/migrator';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { OnApplicationShutdown } from '@nestjs/common';
import { asStartError } from './await-database.js';
import type { PoolRenewal, RenewablePool } from './pool-renewal.js';
import {
  type DataSourceInput,
  checkDataSourceOptions,
  reservedConnections,
} from './data-source-options.js';

/** pg's pool, below TypeORM. */
export type Pool = RenewablePool & {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
};

export function poolOf({ driver }: DataSource): Pool {
  return (driver as unknown as { master: Pool }).master;
}

/** How long the start waits for a database that was available a moment ago. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 100;

/**
 * Opens a pool.
 * @param renewal the renewal given in the options
 * @throws DatabaseStartError; its message has no password
 */
export async function connect(
  options: DataSourceOptions,
  url: string,
  renewal: PoolRenewal,
): Promise<DataSource> {
  const started = performance.now();
  for (;;) {
    const dataSource = new DataSource(options);
    try {
      await dataSource.initialize();
      renewal.watch(poolOf(dataSource));
      return dataSource;
    } catch (error) {
      const isLate = performance.now() - started > PATIENCE_MS;
      if (isLate || !explainConnection(error).isPassing) throw asStartError(error, url);
      await sleep(PAUSE_MS);
    }
  }
}

/** The connections reserved for the checks of every request; `null` if the pool is too small to reserve any. */
export class CheckConnections implements OnApplicationShutdown {
  private constructor(readonly dataSource: DataSource | null) {}

  /** @throws DatabaseStartError */
  static async open(
    input: Omit<DataSourceInput, 'entities'> & Required<Pick<DataSourceInput, 'renewal'>>,
  ): Promise<CheckConnections> {
    if (reservedConnections(input.config) === 0) return new CheckConnections(null);
    const options = checkDataSourceOptions(input);
    return new CheckConnections(await connect(options, input.url, input.renewal));
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.dataSource?.isInitialized) await this.dataSource.destroy();
  }
}
