import type { OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { connect } from './connect.js';
import {
  checkDataSourceOptions,
  reservedConnections,
  type DataSourceInput,
} from './data-source-options.js';

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
