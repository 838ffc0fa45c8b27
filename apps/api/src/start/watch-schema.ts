import { Logger, type INestApplicationContext } from '@nestjs/common';
import type { Config } from '#libs/config';
import { Database, rows, SchemaSuspicion } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Readiness } from '#libs/operation';
import { ownRelease } from '#libs/release';
import { MigrationsCheck, migrationsConfig, migrationsDir } from '#libs/schema';

/** Readiness, and statements that fail for that reason, detect that the schema no longer fits. */
export function watchSchema(app: INestApplicationContext, config: Config): void {
  const logger = new Logger('Migrations');
  const database = app.get(Database);
  const check = new MigrationsCheck({
    dir: migrationsDir(config.get(migrationsConfig)),
    release: ownRelease(),
    query: (sql) => rows(database.checks, sql),
    clock: app.get(Clock),
    onChange: (words) => {
      if (words === null) logger.log('The database has the schema that this release needs');
      else logger.error(words);
    },
  });
  app.get(Readiness).add(check);
  app.get(SchemaSuspicion).askWith(() => check.isUnfit());
}
