import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { loadConfig, readEnvironment } from '#libs/config';
import { resolveDatabase, resolveSecretKey, SharedClock } from '#libs/database';
import { SystemClock } from '#libs/kernel';
import { Lifecycle } from '#libs/operation';
import { AppModule } from '../../../api/src/app.module.js';
import { CONFIG_SLICES } from '../../../api/src/config-slices.js';
import { completeEnvironment } from '../../../api/src/start/complete-environment.js';
import { assertDatabaseExists } from './assert-database-named.js';
import { assertMigrated } from './assert-migrated.js';

/** The loops of the rooms (mails, housekeeping) are the servers' work: a command leaves them alone. */
@Module({})
class NoLoops {
  constructor(lifecycle: Lifecycle) {
    lifecycle.beginDraining();
  }
}

/**
 * Builds the rooms of the server over its database, without HTTP, for the time of one command. Joins the
 * embedded database of a running server, or starts it; makes none.
 * @throws ConfigError, DatabaseStartError; Refusal when there is no database, or migrations are pending
 */
export async function withRooms<T>(
  work: (rooms: INestApplicationContext) => Promise<T>,
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
    const frame = {
      config,
      database,
      clock: new SharedClock(new SystemClock()),
      imports: [NoLoops],
    };
    const rooms = await NestFactory.createApplicationContext(AppModule.forRoot(frame), {
      logger: ['error', 'fatal'],
      abortOnError: false,
    });
    try {
      return await work(rooms);
    } finally {
      await rooms.close();
    }
  } finally {
    await database.stop();
  }
}
