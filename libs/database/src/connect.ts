import { DataSource, type DataSourceOptions } from 'typeorm';
import { asStartError } from './await-database.js';
import type { PoolRenewal, RenewablePool } from './pool-renewal.js';

/** pg's pool, below TypeORM. */
export type Pool = RenewablePool & {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
};

export function poolOf({ driver }: DataSource): Pool {
  return (driver as unknown as { master: Pool }).master;
}

/**
 * Opens a pool.
 * @param renewal that of the options
 * @throws DatabaseStartError; its message has no password
 */
export async function connect(
  options: DataSourceOptions,
  url: string,
  renewal: PoolRenewal,
): Promise<DataSource> {
  const dataSource = new DataSource(options);
  try {
    await dataSource.initialize();
  } catch (error) {
    throw asStartError(error, url);
  }
  renewal.watch(poolOf(dataSource));
  return dataSource;
}
