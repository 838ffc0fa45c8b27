import { deleteEntry, ensureHistory, readHistory } from '../database/history.js';
import { failed } from '../errors.js';
import { readFolder, type Migration } from '../files/discover.js';
import type { RunOptions } from '../options.js';
import { dumpSchema } from '../schema/dump-schema.js';
import { applyTask, revertTask, runTasks } from './apply.js';
import { exclusively, withSession, type Session } from './session.js';
import { assertSound } from './state.js';

/** A file whose pair does not bring back what was before, or that makes something else the second time. */
export interface Difference {
  readonly file: string;
  /** Lines of the schema: `- ` before, `+ ` after. */
  readonly lines: readonly string[];
}

/** A column that was dropped and made again comes last: the order of lines says nothing here. */
const linesOf = (schema: string): string[] =>
  schema.split('\n').map((line) => line.replace(/,$/, ''));

function diffLines(before: string, after: string): string[] {
  const rest = linesOf(after);
  const gone = linesOf(before).filter((line) => {
    const index = rest.indexOf(line);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
  return [...gone.map((line) => `- ${line}`), ...rest.map((line) => `+ ${line}`)];
}

const snapshot = (session: Session): Promise<string> => dumpSchema(session.client, session.table);

async function revert(session: Session, migration: Migration): Promise<void> {
  const rows = await readHistory(session.client, { table: session.table, exists: true });
  const row = rows.find(({ name }) => name === migration.name);
  const task = row && revertTask(session, migration, row);
  if (task) await runTasks(session, 'down', [task]);
}

/** up, down, up of one file: afterwards it is applied. */
async function tryFile(session: Session, migration: Migration): Promise<Difference[]> {
  const before = await snapshot(session);
  await runTasks(session, 'up', [applyTask(session, migration)]);
  const applied = await snapshot(session);
  await revert(session, migration);
  const reverted = await snapshot(session);
  await runTasks(session, 'up', [applyTask(session, migration)]);
  const again = await snapshot(session);
  return [
    { file: migration.down?.path ?? migration.up.path, lines: diffLines(before, reverted) },
    { file: migration.up.path, lines: diffLines(applied, again) },
  ].filter(({ lines }) => lines.length > 0);
}

async function assertEmpty(session: Session): Promise<void> {
  const sql = 'SELECT 1 WHERE to_regclass($1) IS NOT NULL';
  const { rows } = await session.client.query(sql, [session.table]);
  if (rows.length === 0 && (await snapshot(session)) === '') return;
  throw failed('The shadow database is not empty', {
    hint: 'Give a database made for this and nothing else: everything in it is made and dropped.',
  });
}

/** Everything in it was made by the rehearsal: it was empty before. */
async function leaveEmpty(session: Session, migrations: readonly Migration[]): Promise<void> {
  const { client, table } = session;
  try {
    await cleanUp(session, migrations);
  } catch {
    // What a file fails to undo is dropped below.
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

async function cleanUp(session: Session, migrations: readonly Migration[]): Promise<void> {
  for (const migration of [...migrations].reverse()) await revert(session, migration);
  for (const row of await readHistory(session.client, { table: session.table, exists: true })) {
    await deleteEntry(session.client, session.table, row.id);
  }
}

/**
 * Proves on an empty database that each file can be undone by its pair and done again, and leaves it
 * empty, however it ends.
 * @throws MigratorError when a file fails, or the database is not empty
 */
export async function rehearse(options: RunOptions): Promise<Difference[]> {
  return withSession(options, (session) =>
    exclusively(session, options, async () => {
      const folder = await readFolder(options.dir);
      assertSound(folder.problems);
      await assertEmpty(session);
      await ensureHistory(session.client, session.table);
      try {
        const differences: Difference[] = [];
        for (const migration of folder.migrations) {
          differences.push(...(await tryFile(session, migration)));
        }
        return differences;
      } finally {
        await leaveEmpty(session, folder.migrations);
      }
    }),
  );
}
