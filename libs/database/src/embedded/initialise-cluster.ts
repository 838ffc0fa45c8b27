import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { programOf } from './binaries.js';
import { type ClusterOptions, SETTINGS_FILE, OwnedFiles } from './cluster-files.js';
import { EmbeddedDatabaseError } from '../database-start-error.js';
import { runProgram } from './run-program.js';

/** The superuser of the database. */
export const CLUSTER_USER = 'gatehouse';

/** Whether `initdb` has completed in the folder. */
export function isWhole(clusterDir: string): boolean {
  return ['PG_VERSION', 'global/pg_control', SETTINGS_FILE].every((name) =>
    existsSync(join(clusterDir, name)),
  );
}

/** Removes leftovers of killed attempts to create the cluster, except those still used by an `initdb`. */
export function removeLeftovers({ dir }: ClusterOptions): void {
  for (const name of readdirSync(dirname(dir))) {
    if (!name.startsWith(`${basename(dir)}.new-`)) continue;
    try {
      rmSync(join(dirname(dir), name), { recursive: true, force: true });
    } catch {
      // Removed at the next start.
    }
  }
}

/**
 * Creates a cluster next to its final folder and moves it there, so that the final folder is always complete. Anything
 * else in its place is moved aside, never deleted.
 */
export async function initialiseCluster(options: ClusterOptions): Promise<void> {
  const { dir, account } = options;
  const files = new OwnedFiles(account);
  const suffix = randomBytes(4).toString('hex');
  if (existsSync(dir)) renameSync(dir, `${dir}.incomplete-${suffix}`);
  const staging = `${dir}.new-${suffix}`;
  try {
    files.makeFolder(staging);
    await runInitdb(options, files, staging);
    renameSync(join(staging, 'cluster'), dir);
  } finally {
    files.remove(staging);
  }
}

async function runInitdb(
  options: ClusterOptions,
  files: OwnedFiles,
  staging: string,
): Promise<void> {
  const cluster = join(staging, 'cluster');
  const passwordFile = join(staging, 'password');
  files.write(passwordFile, `${options.password}\n`);
  const program = programOf(options.binaries, 'initdb');
  const args = [
    `--pgdata=${cluster}`,
    `--username=${CLUSTER_USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--no-sync',
    '--locale=C',
    '--encoding=UTF8',
    '--no-instructions',
  ];
  const { exitCode, output } = await runProgram(program, args, {
    account: options.account,
    cwd: staging,
  });
  if (exitCode !== 0) {
    throw new EmbeddedDatabaseError(
      `The embedded database could not be made: ${output}${hintFor(output)}`,
    );
  }
  appendFileSync(join(cluster, 'postgresql.conf'), `\ninclude_if_exists '${SETTINGS_FILE}'\n`);
  files.write(join(cluster, SETTINGS_FILE), '');
}

/** Containers often run with a user id that has no account. */
function hintFor(output: string): string {
  return /could not look up effective user/.test(output)
    ? '. PostgreSQL runs only as a user of /etc/passwd: run as one, or set DATABASE_URL.'
    : '';
}
