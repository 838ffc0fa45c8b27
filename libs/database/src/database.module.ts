import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { coreConfig, type ConfigOf } from '#libs/config';
import { StartNotices, Traces } from '#libs/operation';
import { BusinessProbe, DatabaseProbe } from './database-probes.js';
import { CheckConnections, connect } from './connect.js';
import { dataSourceOptions, type Entities } from './data-source-options.js';
import { ClockKeeper } from './shared-clock.js';
import { Database } from './database.js';
import { databaseConfig } from './database.config.js';
import { DatabaseMetrics } from './database-metrics.js';
import { DatabaseUse } from './database-use.js';
import { DatabaseWatch } from './database-watch.js';
import { HeldConnections } from './held-connections.js';
import { Installation } from './installation.js';
import { InstallationEntity } from './installation.entity.js';
import { PoolRenewal } from './pool-renewal.js';
import { SchemaSuspicion } from './schema-suspicion.js';
import { SilentDatabase } from './silent-database.js';
import { WriteProbeEntity } from './write-probe.entity.js';
import type { ResolvedDatabase } from './resolve-database.js';

/** The address of the database, for connections outside of the pool (LISTEN). */
export abstract class DatabaseAddress {
  abstract readonly url: string;
  /** The address without a pooler. */
  abstract readonly directUrl: string;
  abstract readonly isEmbedded: boolean;
}

export interface DatabaseModuleOptions {
  readonly database: Pick<ResolvedDatabase, 'url' | 'directUrl' | 'isEmbedded'>;
  /** The entities of all features. */
  readonly entities: Entities;
}

type DatabaseConfig = ConfigOf<typeof databaseConfig>;

/** The database for all features: `Database`, `Installation`, TypeORM's `DataSource`. */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot({ database, entities }: DatabaseModuleOptions): DynamicModule {
    const all = [...Object.values(entities), InstallationEntity, WriteProbeEntity];
    const renewal = new PoolRenewal();
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [databaseConfig.KEY, Traces],
          useFactory: (config: DatabaseConfig, traces: Traces) => ({
            ...dataSourceOptions({ url: database.url, entities: all, config, traces, renewal }),
            // The start has already waited for the database; a failure now is reported at once.
            toRetry: () => false,
          }),
          dataSourceFactory: (options) =>
            connect(options as DataSourceOptions, database.url, renewal),
        }),
      ],
      providers: [
        { provide: DatabaseAddress, useValue: database },
        {
          provide: CheckConnections,
          inject: [databaseConfig.KEY, Traces],
          useFactory: (config: DatabaseConfig, traces: Traces) =>
            CheckConnections.open({ url: database.url, config, traces, renewal }),
        },
        DATABASE,
        { provide: PoolRenewal, useValue: renewal },
        Installation,
        SchemaSuspicion,
        BusinessProbe,
        SilentDatabase,
        ClockKeeper,
        DatabaseMetrics,
        DatabaseProbe,
        DatabaseUse,
        DatabaseWatch,
        {
          provide: POOLER_NOTICE,
          inject: [databaseConfig.KEY, StartNotices],
          useFactory: noticePoolerWithoutDirectUrl,
        },
      ],
      exports: [DatabaseAddress, Database, DatabaseUse, Installation, SchemaSuspicion],
    };
  }
}

const DATABASE: Provider = {
  provide: Database,
  inject: [DataSource, CheckConnections, coreConfig.KEY],
  useFactory: (
    dataSource: DataSource,
    { dataSource: checks }: CheckConnections,
    { nodeEnv }: ConfigOf<typeof coreConfig>,
  ) => new Database(dataSource, checks ?? dataSource, HeldConnections.open(nodeEnv === 'test')),
};

const POOLER_NOTICE = Symbol('pooler notice');

function noticePoolerWithoutDirectUrl(config: DatabaseConfig, notices: StartNotices): null {
  if (config.pooler === 'transaction' && config.directUrl === undefined) {
    notices.add({
      label: 'Database',
      text:
        'DATABASE_POOLER is set without DATABASE_DIRECT_URL: migrations take their lock through the ' +
        'pooler, which does not hold it. Give the address of the database itself.',
      level: 'warn',
    });
  }
  return null;
}
