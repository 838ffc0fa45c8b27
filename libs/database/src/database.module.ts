import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { ConfigOf } from '#libs/config';
import { StartNotices, Traces } from '#libs/operation';
import { asStartError } from './await-database.js';
import { dataSourceOptions, type Entities } from './data-source-options.js';
import { ClockKeeper } from './clock-keeper.js';
import { Database } from './database.js';
import { databaseConfig } from './database.config.js';
import { DatabaseWatch } from './database-watch.js';
import { Installation } from './installation.js';
import { InstallationEntity } from './installation.entity.js';
import { SchemaSuspicion } from './schema-suspicion.js';
import type { ResolvedDatabase } from './resolve-database.js';

/** Where the database is: for whoever needs a connection outside of the pool (LISTEN). */
export abstract class DatabaseAddress {
  abstract readonly url: string;
  /** Past any pooler. */
  abstract readonly directUrl: string;
  abstract readonly isEmbedded: boolean;
}

export interface DatabaseModuleOptions {
  readonly database: Pick<ResolvedDatabase, 'url' | 'directUrl' | 'isEmbedded'>;
  /** Of all rooms. */
  readonly entities: Entities;
}

type DatabaseConfig = ConfigOf<typeof databaseConfig>;

/** The database for all rooms: `Database`, `Installation`, TypeORM's `DataSource`. */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot({ database, entities }: DatabaseModuleOptions): DynamicModule {
    const all = [...Object.values(entities), InstallationEntity];
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [databaseConfig.KEY, Traces],
          useFactory: (config: DatabaseConfig, traces: Traces) => ({
            ...dataSourceOptions({ url: database.url, entities: all, config, traces }),
            // Who starts the server has waited for the database; what fails now is said at once.
            toRetry: () => false,
          }),
          dataSourceFactory: (options) => connect(options as DataSourceOptions, database.url),
        }),
      ],
      providers: [
        { provide: DatabaseAddress, useValue: database },
        {
          provide: Database,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new Database(dataSource),
        },
        Installation,
        SchemaSuspicion,
        ClockKeeper,
        DatabaseWatch,
        {
          provide: POOLER_NOTICE,
          inject: [databaseConfig.KEY, StartNotices],
          useFactory: sayPoolerAlone,
        },
      ],
      exports: [DatabaseAddress, Database, Installation, SchemaSuspicion],
    };
  }
}

async function connect(options: DataSourceOptions, url: string): Promise<DataSource> {
  try {
    return await new DataSource(options).initialize();
  } catch (error) {
    throw asStartError(error, url);
  }
}

const POOLER_NOTICE = Symbol('pooler notice');

function sayPoolerAlone(config: DatabaseConfig, notices: StartNotices): null {
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
