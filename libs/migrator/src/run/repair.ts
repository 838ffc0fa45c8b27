import {
  deleteEntry,
  ensureHistory,
  insertEntry,
  updateEntry,
  type AppliedMigration,
} from '../database/history.js';
import { failed, wrongUse } from '../errors.js';
import type { Migration } from '../files/discover.js';
import { parseFileName } from '../files/migration-name.js';
import { preparePair } from '../files/prepare.js';
import type { RunOptions } from '../options.js';
import { assertUsableAfter } from './assert-release.js';
import { versionOf } from './plan.js';
import { exclusively, withSession, type Session } from './session.js';
import { assertSound, readState, type State } from './state.js';

export interface RepairOptions extends RunOptions {
  readonly version: string;
  /** Whether a pending file is recorded as applied without running it. */
  readonly applied?: boolean;
  /** The action that the operator agreed to; another one is refused. */
  readonly expected?: string;
  /** Whether only the action is returned. */
  readonly dryRun?: boolean;
}

export interface RepairResult {
  /** The change of the table, as a sentence. */
  readonly action: string;
}

interface Repair extends RepairResult {
  readonly run: (session: Session) => Promise<void>;
}

/** Only a pair that can be run is recorded. */
async function entryOf(session: Session, migration: Migration) {
  const { prepared, problems } = await preparePair(migration, session.signal);
  assertSound(problems);
  if (prepared) assertUsableAfter([prepared.up], session.options.release);
  return {
    checksum: migration.up.checksum,
    downChecksum: migration.down?.checksum ?? null,
    leastRelease: prepared?.up.directives.leastRelease ?? null,
  };
}

function accept(row: AppliedMigration, migration: Migration): Repair {
  return {
    action: `Accepts ${migration.up.path} and its pair as they are now`,
    run: async (session) =>
      updateEntry(session.client, session.table, row.id, await entryOf(session, migration)),
  };
}

function forget(row: AppliedMigration): Repair {
  return {
    action: `Forgets that ${row.name} was applied; what it made stays in the database`,
    run: ({ client, table }) => deleteEntry(client, table, row.id),
  };
}

function markApplied(migration: Migration): Repair {
  return {
    action: `Records ${migration.up.path} as applied, without running it`,
    run: async (session) => {
      const entry = await entryOf(session, migration);
      const { name } = migration;
      return insertEntry(session.client, session.table, { name, durationMs: 0, ...entry });
    },
  };
}

function chooseRepair(state: State, version: string, applied: boolean): Repair {
  const isOurs = ({ name }: { name: string }) => parseFileName(`${name}.sql`)?.version === version;
  // A renamed file gives a row without a file and a file without a row; the row takes precedence.
  const rows = state.applied.filter(isOurs);
  const row = rows.find(({ name }) => !state.migrations.some((m) => m.name === name)) ?? rows[0];
  const migration = state.migrations.find(({ name }) => name === row?.name);
  if (row) return migration ? accept(row, migration) : forget(row);
  const pending = state.pending.find(isOurs);
  if (!pending) {
    throw wrongUse(`There is no migration ${version}.`, 'See `migrate status` for the versions.');
  }
  if (applied) return markApplied(pending);
  throw wrongUse(
    `${pending.name} is pending: there is nothing to repair.`,
    'With --applied it is recorded as applied without being run.',
  );
}

/** A release that is too old must not delete the row with the required release. */
async function choose(
  session: Session,
  version: string,
  { applied = false }: RepairOptions,
): Promise<Repair> {
  const state = await readState(session);
  assertSound(
    state.problems.filter(
      (problem) =>
        problem.kind === 'release' ||
        (problem.kind === 'unreadable' && problem.version === version),
    ),
  );
  return chooseRepair(state, version, applied);
}

/**
 * Aligns the table with one file: accepts a changed file, forgets a missing one, or records a pending one as applied.
 * It changes only the table `migrations`.
 * @throws MigratorError
 */
export async function migrateRepair(options: RepairOptions): Promise<RepairResult> {
  const version = versionOf(options.version);
  if (!version) throw wrongUse('VERSION must be the fourteen digits of a migration.');
  return withSession(options, async (session) => {
    const repair = await choose(session, version, options);
    if (options.dryRun) return { action: repair.action };
    return exclusively(session, options, async () => {
      const again = await choose(session, version, options);
      if (options.expected !== undefined && options.expected !== again.action) {
        throw failed('Something has changed since you were asked; nothing was done');
      }
      await ensureHistory(session.client, session.table);
      await again.run(session);
      return { action: again.action };
    });
  });
}
