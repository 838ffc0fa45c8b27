import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { loadConfig, readEnvironment } from '#libs/config';
import { resolveDatabase, resolveSecretKey, SharedClock } from '#libs/database';
import { SystemClock } from '#libs/kernel';
import { Lifecycle } from '#libs/operation';
import { AppModule } from '../../../api/src/app.module.js';
import { CONFIG_SLICES } from '../../../api/src/config-slices.js';
import { completeEnvironment } from '../../../api/src/start/prepare.js';
import { assertDatabaseExists, assertMigrated } from './assert-database.js';

/** Servers alone run periodic jobs (mails, cleanups); a command does not. */
@Module({})
class NoPeriodicJobs {
  constructor(lifecycle: Lifecycle) {
    lifecycle.beginDraining();
  }
}

/**
 * Builds the server's features over its database, without HTTP, until one command has ended. It connects to the embedded
 * database of a running server, or starts that database; it creates none.
 * @throws ConfigError, DatabaseStartError; Refusal when there is no database, or migrations are pending
 */
export async function withFeatures<T>(
  work: (features: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const environment = readEnvironment();
  const given = loadConfig(environment, CONFIG_SLICES);
  assertDatabaseExists(environment, given);
  const secretKey = resolveSecretKey(given);
  const config = loadConfig(completeEnvironment(environment, secretKey), CONFIG_SLICES);
  const onNotice = (text: string) => void process.stderr.write(`${text}\n`);
  const database = await resolveDatabase(config, { role: 'guest', onNotice });
  try {
    await assertMigrated(config, database.directUrl);
    const app = AppModule.forRoot({
      config,
      database,
      clock: new SharedClock(new SystemClock()),
      imports: [NoPeriodicJobs],
    });
    const features = await NestFactory.createApplicationContext(app, {
      logger: ['error', 'fatal'],
      abortOnError: false,
    });
    try {
      return await work(features);
    } finally {
      await features.close();
    }
  } finally {
    await database.stop();
  }
}
