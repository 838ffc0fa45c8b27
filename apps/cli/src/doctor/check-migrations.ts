import type { Config } from '#libs/config';
import { migrationsConfig, migrationsDir, readMigrationStatus } from '#libs/schema';
import { ok, problem, wordsOf, type Finding } from './finding.js';

/** Checks that the applied migrations are those of the files. */
export async function checkMigrations(config: Config, directUrl: string): Promise<Finding> {
  const dir = migrationsDir(config.get(migrationsConfig));
  try {
    const { pending, problems } = await readMigrationStatus({ directUrl, dir });
    const [first] = problems;
    if (first?.kind === 'release')
      return problem('migrations', first.message, 'Start that release or a later one.');
    if (first) return problem('migrations', first.message, 'See `gatehouse migrate verify`.');
    if (pending.length === 0) return ok('migrations', 'All are applied');
    return problem(
      'migrations',
      `${pending.length} pending: ${pending.join(', ')}`,
      'Apply them: `gatehouse migrate up`, or start the server with MIGRATE_ON_START.',
    );
  } catch (error) {
    const cure = (error as { hint?: string }).hint ?? 'See `gatehouse migrate status`.';
    return problem('migrations', wordsOf(error), cure);
  }
}
