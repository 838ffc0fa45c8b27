import { lintScript } from '../lint/lint-script.js';
import { parseScript } from '../files/script.js';
import type { Migration } from '../files/discover.js';
import { nameInShape } from '../sql/shape.js';
import type { Session } from './session.js';
import type { State } from './state.js';

/** Pending files older than the newest applied one: other databases got them in another order. */
function lateFiles(state: State, plan: readonly Migration[]): string[] {
  const newest = state.applied
    .map(({ name }) => name)
    .sort()
    .at(-1);
  return plan
    .filter(({ name }) => newest !== undefined && name < newest)
    .map(({ up }) => `${up.path} is older than the newest applied migration (${newest})`);
}

/** Statements that hurt a database in use; those on tables that this database does not have yet do not. */
async function dangers(session: Session, plan: readonly Migration[]): Promise<string[]> {
  const findings = plan.flatMap(({ up }) => lintScript(parseScript(up.path, up.sql)));
  const messages: string[] = [];
  for (const finding of findings) {
    if (finding.table === null || (await hasTable(session, finding.table))) {
      messages.push(finding.message);
    }
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

/** What a person should know before these files are applied. */
export async function warningsFor(
  session: Session,
  state: State,
  plan: readonly Migration[],
): Promise<string[]> {
  return [...lateFiles(state, plan), ...(await dangers(session, plan))];
}
