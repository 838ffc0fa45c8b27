import {
  migrateUp,
  migrationStatus,
  MigratorError,
  type MigrationEvent,
  type MigratorOptions,
} from '@gatehouse/migrator';

const seen: MigrationEvent['kind'][] = [];
const options: MigratorOptions = {
  connection: process.env['DATABASE_URL'] ?? '',
  dir: 'migrations',
  report: ({ kind }) => void seen.push(kind),
};

const { pending } = await migrationStatus(options);
const { applied } = await migrateUp({ ...options, waitMs: 1_000 });
if (pending.length !== 1 || applied.length !== 1 || seen.length === 0) {
  throw new Error(JSON.stringify({ pending, applied, seen }));
}

// @ts-expect-error -- a misspelt option is an error of types, too
const refused = await migrateUp({ ...options, dir: 'nowhere', wait: 1 }).catch((error) => error);
if (!(refused instanceof MigratorError)) throw new Error('A missing folder was not refused');
const code: number = refused.exitCode;
process.stdout.write(`refused with ${code}: ${refused.message}\n`);
