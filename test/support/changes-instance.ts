import { Global, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigModule, coreConfig, loadConfig } from '#libs/config';
import { Database, databaseConfig, DatabaseModule } from '#libs/database';
import { Ephemeral, ephemeralConfig, EphemeralModule } from '#libs/ephemeral';
import { Clock, SystemClock } from '#libs/kernel';
import { OperationModule } from '#libs/operation';
import { CleanupModule } from '#libs/cleanup';
import {
  ChangeFeed,
  ChangeLogEntity,
  changesConfig,
  ChangesModule,
  TokenLifePort,
  UnitOfWork,
  ValidatedCaches,
  type ValidatedCache,
} from '#api/platform/changes';

export interface ChangesInstanceOptions {
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  readonly clock?: Clock;
  readonly env?: Readonly<Record<string, string>>;
}

/** The parts of a server instance that the change log and the caches need. */
export interface ChangesInstance {
  readonly database: Database;
  readonly ephemeral: Ephemeral;
  readonly caches: ValidatedCaches;
  readonly units: UnitOfWork;
  readonly feed: ChangeFeed;
  readonly context: INestApplicationContext;
  close(): Promise<void>;
}

export async function startChangesInstance(
  options: ChangesInstanceOptions,
): Promise<ChangesInstance> {
  const { databaseUrl: url, redisUrl, clock = new SystemClock() } = options;
  const environment = {
    DATABASE_URL: url,
    SECRET_KEY: 'for-tests-only-0123456789abcdefghijklmnop',
    NODE_ENV: 'test',
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
    ...options.env,
  };
  const config = loadConfig(environment, [
    coreConfig,
    databaseConfig,
    ephemeralConfig,
    changesConfig,
  ]);
  const database = { url, directUrl: url, isEmbedded: false };

  @Global()
  @Module({
    imports: [
      ConfigModule.forRoot(config),
      OperationModule,
      CleanupModule,
      DatabaseModule.forRoot({ database, entities: [ChangeLogEntity] }),
      EphemeralModule,
      ChangesModule,
    ],
    providers: [
      { provide: Clock, useValue: clock },
      { provide: TokenLifePort, useValue: { longestTokenSeconds: () => Promise.resolve(0) } },
    ],
    exports: [Clock, TokenLifePort],
  })
  class InstanceModule {}

  const context = await NestFactory.createApplicationContext(InstanceModule, {
    logger: false,
    abortOnError: false,
  });
  return {
    database: context.get(Database),
    ephemeral: context.get(Ephemeral),
    caches: context.get(ValidatedCaches),
    units: context.get(UnitOfWork),
    feed: context.get(ChangeFeed),
    context,
    close: () => context.close(),
  };
}

/** The value that a cache remembers, confirmed by Redis; `undefined` without one. */
export async function recall<T>(
  caches: ValidatedCaches,
  cache: ValidatedCache<T>,
  key: string,
): Promise<T | undefined> {
  const found = cache.find(key);
  return found && (await caches.confirmed([found])) ? found.value : undefined;
}
