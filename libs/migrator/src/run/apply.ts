import { insertEntry, deleteEntry, type AppliedMigration } from '../database/history.js';
import { integrityError, MigratorError } from '../errors.js';
import type { Direction } from '../events.js';
import type { Migration, MigrationSide } from '../files/discover.js';
import { parseScript, type Script } from '../files/script.js';
import { runFile, type Record } from './run-file.js';
import type { Session } from './session.js';

/** A file that was run. */
export interface Step {
  readonly version: string;
  readonly name: string;
  readonly durationMs: number;
}

/** A file that is about to run. */
export interface Task {
  readonly migration: Migration;
  readonly script: Script;
  readonly record: Record;
}

export function applyTask(session: Session, migration: Migration): Task {
  const { name, up, down } = migration;
  const script = parseScript(up.path, up.sql);
  return {
    migration,
    script,
    record: (durationMs) =>
      insertEntry(session.client, session.table, {
        name,
        checksum: up.checksum,
        downChecksum: down?.checksum ?? null,
        durationMs,
        leastRelease: script.directives.leastRelease,
      }),
  };
}

/**
 * A demand goes with its row: in the file that removes the row it would say nothing.
 * @throws MigratorError (INTEGRITY)
 */
function parseDown({ path, sql }: MigrationSide): Script {
  const script = parseScript(path, sql);
  if (script.directives.leastRelease === null) return script;
  throw integrityError(`${path}: "gatehouse:least-release" belongs into the file in up`, {
    details: { file: path },
  });
}

export function revertTask(
  session: Session,
  migration: Migration,
  row: AppliedMigration,
): Task | null {
  if (!migration.down) return null;
  return {
    migration,
    script: parseDown(migration.down),
    record: () => deleteEntry(session.client, session.table, row.id),
  };
}

/**
 * Runs files one after the other.
 * @throws MigratorError whose `kept` names those that are done and stay so
 */
export async function runTasks(
  session: Session,
  direction: Direction,
  tasks: readonly Task[],
): Promise<Step[]> {
  const steps: Step[] = [];
  for (const { migration, script, record } of tasks) {
    const { name, version } = migration;
    session.report({ kind: 'started', direction, name });
    try {
      const durationMs = await runFile(session, name, script, record);
      steps.push({ version, name, durationMs });
      session.report({ kind: 'finished', direction, name, durationMs });
    } catch (error) {
      throw withKept(error, steps);
    }
  }
  return steps;
}

function withKept(error: unknown, steps: readonly Step[]): unknown {
  if (error instanceof MigratorError)
    error.kept = [...error.kept, ...steps.map(({ name }) => name)];
  return error;
}
