import type { Config } from '#libs/config';
import { migrationsConfig, migrationsDir, readMigrationStatus } from '#libs/schema';
import { Refusal } from '../refusal.js';

const HINT = 'apply what is pending: gatehouse migrate up';

/**
 * A command whose tables are missing or different would fail in the middle.
 * @throws Refusal when migrations are pending, or the schema needs a later release
 * @throws MigratorError when the database cannot be queried, or belongs to the original service
 */
export async function assertMigrated(config: Config, directUrl: string): Promise<void> {
  const dir = migrationsDir(config.get(migrationsConfig));
  const { applied, pending, problems } = await readMigrationStatus({ directUrl, dir });
  const tooOld = problems.find(({ kind }) => kind === 'release');
  if (tooOld)
    throw new Refusal(tooOld.message, 'use the command of that release, or of a later one');
  if (pending.length === 0) return;
  if (applied.length === 0) throw new Refusal('the database has no tables of Gatehouse yet', HINT);
  const count = pending.length === 1 ? '1 migration is' : `${pending.length} migrations are`;
  throw new Refusal(`${count} pending, first ${pending[0]}`, HINT);
}
