import {
  assertRelease,
  migrateUp,
  migrationStatus,
  type MigrationEvent,
  type MigrationStatus,
  type MigratorOptions,
  type UpResult,
} from '#libs/migrator';
import { ownRelease, SERVER_CONNECTION } from '#libs/release';
import { SCHEMA_PRECONDITIONS } from './preconditions.js';

/** While one instance applies the migrations, the others wait this long for it. */
const START_WAIT_MS = 10 * 60_000;

export interface SchemaOptions {
  /** Bypasses any pooler. */
  readonly directUrl: string;
  readonly dir: string;
  readonly report?: (event: MigrationEvent) => void;
  readonly signal?: AbortSignal;
}

/**
 * The release that the migrator checks a schema against, and the connection name by which it counts running servers.
 */
export const migrationIdentity = () => ({
  release: ownRelease(),
  serverName: SERVER_CONNECTION,
});

function migratorOptions({ directUrl, dir, report }: SchemaOptions): MigratorOptions {
  return {
    connection: directUrl,
    dir,
    applicationName: 'gatehouse server',
    ...migrationIdentity(),
    preconditions: SCHEMA_PRECONDITIONS,
    ...(report && { report }),
  };
}

/**
 * Whether a newer release has migrated the database and nothing else is wrong. While releases overlap, instances of
 * the older release are restarted and must serve: migrations are written so that both can.
 */
export function isAhead({ pending, problems }: MigrationStatus): boolean {
  return (
    pending.length === 0 && problems.length > 0 && problems.every(({ kind }) => kind === 'newer')
  );
}

const UNCHANGED: UpResult = { applied: [], warnings: [], pending: [] };

const AHEAD = 'The database was migrated by a newer release; this one serves it as it is.';

/**
 * Applies pending migrations, once, even if several instances start together.
 * @throws MigratorError; a database of the original service is refused and left unchanged
 */
export async function applyMigrations(options: SchemaOptions): Promise<UpResult> {
  const { signal, report } = options;
  const status = await readMigrationStatus(options);
  // The usual start: a run would connect and read the files again.
  if (status.pending.length === 0 && status.problems.length === 0) return UNCHANGED;
  if (isAhead(status)) {
    report?.({ kind: 'warning', message: AHEAD });
    return { applied: [], warnings: [AHEAD], pending: [] };
  }
  return migrateUp({
    ...migratorOptions(options),
    waitMs: START_WAIT_MS,
    ...(signal && { signal }),
  });
}

/**
 * Refuses a database whose schema this release cannot use; changes nothing.
 * @throws MigratorError that names the release which can
 */
export function assertUsableSchema(options: SchemaOptions): Promise<void> {
  return assertRelease(migratorOptions(options));
}

/** Returns which migrations are applied and which are pending; changes nothing. */
export function readMigrationStatus(options: SchemaOptions): Promise<MigrationStatus> {
  return migrationStatus(migratorOptions(options));
}
