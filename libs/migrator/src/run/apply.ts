import { insertEntry, deleteEntry, type AppliedMigration } from '../database/history.js';
import { InterruptedError, MigratorError } from '../errors.js';
import type { Direction } from '../events.js';
import type { Migration } from '../files/discover.js';
import type { Prepared } from '../files/prepare.js';
import type { Script } from '../files/script.js';
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

export function applyTask(session: Session, { migration, up: script }: Prepared): Task {
  const { name, up, down } = migration;
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

/** `null` if the pair is missing. */
export function revertTask(
  session: Session,
  { migration, down: script }: Prepared,
  row: AppliedMigration,
): Task | null {
  if (!script) return null;
  return {
    migration,
    script,
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
      const durationMs = await runFile(session, { name, direction }, script, record);
      steps.push({ version, name, durationMs });
      session.report({ kind: 'finished', direction, name, durationMs });
    } catch (error) {
      throw withState(error, steps, tasks);
    }
  }
  return steps;
}

/** Adds to the error which files are done and, after an interruption, which are not. */
function withState(error: unknown, steps: readonly Step[], tasks: readonly Task[]): unknown {
  if (!(error instanceof MigratorError)) return error;
  error.kept = [...error.kept, ...steps.map(({ name }) => name)];
  if (error instanceof InterruptedError) {
    error.notDone = tasks.slice(steps.length).map(({ migration }) => migration.name);
  }
  return error;
}
