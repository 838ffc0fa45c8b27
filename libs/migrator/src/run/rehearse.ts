import { deleteEntry, ensureHistory, readHistory } from '../database/history.js';
import { failed } from '../errors.js';
import { readFolder } from '../files/discover.js';
import type { Prepared } from '../files/prepare.js';
import type { RunOptions } from '../options.js';
import { dumpSchema } from './dump.js';
import { applyTask, revertTask, runTasks } from './apply.js';
import { prepare } from './plan.js';
import { exclusively, withSession, type Session } from './session.js';
import { assertSound } from './state.js';

/** A file whose pair does not restore the previous schema, or that gives another schema the second time. */
export interface Difference {
  readonly file: string;
  /** Differing lines of the schema: `- ` before, `+ ` after. */
  readonly lines: readonly string[];
}

/** A column that was dropped and added again comes last, so the order of lines is ignored. */
const linesOf = (schema: string): string[] =>
  schema.split('\n').map((line) => line.replace(/,$/, ''));

/** Lines that occur more often in one than in the other. */
function linesNotIn(one: string, other: string): string[] {
  const counts = new Map<string, number>();
  for (const line of linesOf(other)) counts.set(line, (counts.get(line) ?? 0) + 1);
  return linesOf(one).filter((line) => {
    const left = counts.get(line) ?? 0;
    counts.set(line, left - 1);
    return left <= 0;
  });
}

function diffLines(before: string, after: string): string[] {
  const removed = linesNotIn(before, after);
  const added = linesNotIn(after, before);
  return [...removed.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
}

const snapshot = (session: Session): Promise<string> => dumpSchema(session.client, session.table);

async function revert(session: Session, pair: Prepared): Promise<void> {
  const rows = await readHistory(session.client, { table: session.table, exists: true });
  const row = rows.find(({ name }) => name === pair.migration.name);
  const task = row && revertTask(session, pair, row);
  if (task) await runTasks(session, 'down', [task]);
}

const isIrreversible = ({ down }: Prepared): boolean => down?.directives.irreversible != null;

/** The result of trying one file, and the schema after it, with which the next one starts. */
interface Trial {
  readonly differences: readonly Difference[];
  readonly schema: string;
}

/** Runs up, down, up of one file, which stays applied; only up of an irreversible one. */
async function tryFile(session: Session, pair: Prepared, before: string): Promise<Trial> {
  const { up, down } = pair.migration;
  const apply = () => runTasks(session, 'up', [applyTask(session, pair)]);
  await apply();
  const applied = await snapshot(session);
  if (isIrreversible(pair)) return { differences: [], schema: applied };
  await revert(session, pair);
  const reverted = await snapshot(session);
  await apply();
  const again = await snapshot(session);
  const differences = [
    { file: down?.path ?? up.path, lines: diffLines(before, reverted) },
    { file: up.path, lines: diffLines(applied, again) },
  ].filter(({ lines }) => lines.length > 0);
  return { differences, schema: again };
}

async function assertEmpty(session: Session): Promise<void> {
  const sql = 'SELECT 1 WHERE to_regclass($1) IS NOT NULL';
  const { rows } = await session.client.query(sql, [session.table]);
  if (rows.length === 0 && (await snapshot(session)) === '') return;
  throw failed('The shadow database is not empty', {
    hint: 'Give a database made for this and nothing else: everything in it is made and dropped.',
  });
}

/** Empties the database: it was empty before the rehearsal. */
async function emptyDatabase(session: Session, pairs: readonly Prepared[]): Promise<void> {
  const { client, table } = session;
  try {
    await cleanUp(session, pairs);
  } catch {
    // Anything that is not undone is dropped below.
  }
  await client.query(`DROP TABLE IF EXISTS ${table}`);
  if ((await snapshot(session)) === '') return;
  const { rows } = await client.query<{ name: string }>(
    `SELECT quote_ident(nspname) AS name FROM pg_catalog.pg_namespace
      WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`,
  );
  const { rows: extensions } = await client.query<{ name: string }>(
    `SELECT quote_ident(extname) AS name FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql'`,
  );
  for (const { name } of extensions) await client.query(`DROP EXTENSION IF EXISTS ${name} CASCADE`);
  for (const { name } of rows) await client.query(`DROP SCHEMA IF EXISTS ${name} CASCADE`);
  await client.query('CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC');
}

async function cleanUp(session: Session, pairs: readonly Prepared[]): Promise<void> {
  // The remaining schema is dropped if one of them cannot be undone.
  for (const pair of [...pairs].reverse()) {
    if (isIrreversible(pair)) return;
    await revert(session, pair);
  }
  for (const row of await readHistory(session.client, { table: session.table, exists: true })) {
    await deleteEntry(session.client, session.table, row.id);
  }
}

/**
 * Proves on an empty database that each file can be undone by its pair and applied again; leaves the database empty in
 * every case.
 * @throws MigratorError if a file fails, or the database is not empty
 */
export async function rehearse(options: RunOptions): Promise<Difference[]> {
  return withSession(options, (session) =>
    exclusively(session, options, async () => {
      const folder = await readFolder(options.dir, session.signal);
      assertSound(folder.problems);
      const pairs = await prepare(session, folder.migrations);
      await assertEmpty(session);
      await ensureHistory(session.client, session.table);
      try {
        const differences: Difference[] = [];
        let schema = await snapshot(session);
        for (const pair of pairs) {
          const trial = await tryFile(session, pair, schema);
          differences.push(...trial.differences);
          ({ schema } = trial);
        }
        return differences;
      } finally {
        await emptyDatabase(session, pairs);
      }
    }),
  );
}
