import { historySql, isHistoryComplete } from '../database/history.js';
import pg from 'pg';
import type { Script } from '../files/script.js';
import type { Extent, MigratorOptions } from '../options.js';
import { assertUsableAfter } from './assert-release.js';
import { assertRevertible, planDown } from './down.js';
import { planUp, prepare } from './plan.js';
import { warningsOfOlderServers, warningsOfRunningServers } from './other-servers.js';
import { withSession, type Session } from './session.js';
import { assertSound, readState } from './state.js';
import { warningsFor } from './warnings.js';

/** The result of a dry run. */
export interface DryRun {
  readonly names: readonly string[];
  /** An equivalent script for psql. */
  readonly sql: string;
  readonly warnings: readonly string[];
}

export interface DryRunDown extends DryRun {
  /** Whether no applied file would be left. */
  readonly isAll: boolean;
}

const literal = (text: string | null): string => (text === null ? 'NULL' : pg.escapeLiteral(text));

function inTransaction({ path, sql, directives }: Script, bookkeeping: string): string {
  const body = `-- ${path}\n${sql.trimEnd()}`;
  // A comment in the last line, or a missing semicolon, must not affect the next statement.
  const closed = `${body}\n;\n${bookkeeping};`;
  return directives.noTransaction ? `${closed}\n` : `BEGIN;\n${closed}\nCOMMIT;\n`;
}

async function historyPart(session: Session): Promise<string> {
  const isComplete = await isHistoryComplete(session.client, session.table);
  return isComplete ? '' : `${historySql(session.table)}\n\n`;
}

/** The SQL that `migrateUp` would run; changes nothing and takes no lock. */
export async function dryRunUp(options: MigratorOptions & Extent): Promise<DryRun> {
  return withSession(options, async (session) => {
    const state = await readState(session);
    assertSound(state.problems);
    const plan = planUp(state.pending, state.migrations, options);
    const prepared = await prepare(session, plan);
    const scripts = prepared.map(({ up }) => up);
    assertUsableAfter(scripts, options.release);
    const parts = prepared.map(({ migration: { name, up, down }, up: script }) => {
      const least = script.directives.leastRelease;
      const values = [name, up.checksum, down?.checksum ?? null, least].map(literal).join(', ');
      const columns = 'name, checksum, down_checksum, least_release';
      return inTransaction(script, `INSERT INTO ${session.table} (${columns}) VALUES (${values})`);
    });
    return {
      names: plan.map(({ name }) => name),
      sql: parts.length > 0 ? (await historyPart(session)) + parts.join('\n') : '',
      warnings: [
        ...(await warningsFor(session, state, prepared)),
        ...(await warningsOfOlderServers(session, scripts)),
      ],
    };
  });
}

/** The SQL that `migrateDown` would run, up to the first file without a pair. */
export async function dryRunDown(options: MigratorOptions & Extent): Promise<DryRunDown> {
  return withSession(options, async (session) => {
    const state = await readState(session);
    assertRevertible(state);
    const { plan, reverts } = await planDown(session, state, options);
    const firstWithout = reverts.findIndex(({ pair }) => pair.down === null);
    const reachable = firstWithout < 0 ? reverts : reverts.slice(0, firstWithout);
    const parts = reachable.flatMap(({ pair: { down }, row }) =>
      down ? [inTransaction(down, `DELETE FROM ${session.table} WHERE id = ${row.id}`)] : [],
    );
    const stop = firstWithout < 0 ? [] : [plan[firstWithout]?.migration.up.path ?? ''];
    return {
      names: reachable.map(({ pair }) => pair.migration.name),
      sql: parts.join('\n'),
      isAll: plan.length > 0 && plan.length === state.applied.length,
      warnings: [
        ...(plan.length > 0 ? await warningsOfRunningServers(session) : []),
        ...stop.map((path) => `${path} has no pair: the run would stop before it`),
      ],
    };
  });
}
