import type { Prepared } from '../files/prepare.js';
import { lintSteps, type Finding } from '../lint/lint-script.js';
import { nameInShape } from '../sql/shape.js';
import { finishInSlices } from '../sql/steps.js';
import type { Session } from './session.js';
import type { State } from './state.js';

/** Pending files older than the newest applied one: other databases have applied them in another order. */
function lateFiles(state: State, plan: readonly Prepared[]): string[] {
  const newest = state.applied
    .map(({ name }) => name)
    .sort()
    .at(-1);
  return plan
    .filter(({ migration }) => newest !== undefined && migration.name < newest)
    .map(({ up }) => `${up.path} is older than the newest applied migration (${newest})`);
}

/** Statements that are dangerous on a database in use, except those on tables that this database does not have yet. */
async function dangers(session: Session, plan: readonly Prepared[]): Promise<string[]> {
  const findings: Finding[] = [];
  for (const { up } of plan) {
    for (const finding of await finishInSlices(lintSteps(up), session.signal))
      findings.push(finding);
  }
  const known = new Map<string, boolean>();
  const messages: string[] = [];
  for (const { table, message } of findings) {
    if (table !== null && !known.has(table)) known.set(table, await hasTable(session, table));
    if (table === null || known.get(table)) messages.push(message);
  }
  return messages;
}

async function hasTable(session: Session, table: string): Promise<boolean> {
  const sql = 'SELECT to_regclass($1) IS NOT NULL AS exists';
  const { rows } = await session.client
    .query<{ exists: boolean }>(sql, [nameInShape(table)])
    .catch(() => ({ rows: [{ exists: true }] }));
  return rows[0]?.exists === true;
}

/** The warnings before these files are applied. */
export async function warningsFor(
  session: Session,
  state: State,
  plan: readonly Prepared[],
): Promise<string[]> {
  return [...lateFiles(state, plan), ...(await dangers(session, plan))];
}
