import type { MigrationStatus } from '#libs/migrator';
import type { ReadinessResult } from '#libs/operation';
import { isAhead } from './apply-migrations.js';

/** Whether the schema fits this release. */
export interface SchemaState {
  readonly result: ReadinessResult;
  /** The message for the log: what is wrong and what the operator must do; `null` when the schema fits. */
  readonly words: string | null;
}

const names = (count: number): string => (count === 1 ? '1 migration' : `${count} migrations`);

function describeMismatch({ pending, problems }: MigrationStatus): string {
  const wrong = problems.map(({ message }) => message).join('; ');
  if (pending.length === 0) return `The migrations and the database do not fit: ${wrong}.`;
  const rest = wrong === '' ? '' : ` Besides: ${wrong}.`;
  return `The database lacks ${names(pending.length)} that this release needs, first ${pending[0]}: apply what is pending with \`gatehouse migrate up\`.${rest}`;
}

/** Whether this release can serve with a schema, and why not. */
export function judgeSchema(status: MigrationStatus, release: string): SchemaState {
  const { pending, problems, leastRelease } = status;
  if (leastRelease && problems.some(({ kind }) => kind === 'release')) {
    const { release: needs, name: since } = leastRelease;
    return {
      result: { status: 'down', details: { needs, since, release } },
      words: `The database needs release ${needs} or later since ${since} was applied, and this is ${release}: start that release.`,
    };
  }
  if (pending.length === 0 && problems.length === 0) return FITS;
  if (isAhead(status)) {
    const newer = problems.flatMap(({ version }) => version ?? []);
    return { result: { status: 'up', details: { newer } }, words: null };
  }
  const details = { pending, problems: problems.map(({ message }) => message) };
  return { result: { status: 'down', details }, words: describeMismatch(status) };
}

const FITS: SchemaState = { result: { status: 'up' }, words: null };

const down = (reason: string, words: string): SchemaState => ({
  result: { status: 'down', details: { reason } },
  words,
});

/** Database errors, by SQLSTATE, that are no outage: they persist until the operator acts. */
export const LASTING: Readonly<Record<string, SchemaState>> = {
  '42501': down(
    'the table migrations may not be read',
    'The role that the server signs in with may not read the table migrations: grant it SELECT.',
  ),
};

/** No migration was applied, or the database was emptied: everything is pending. */
export function withoutTable({ result, words }: SchemaState): SchemaState {
  const details = { reason: 'there is no table migrations', ...result.details };
  return { result: { ...result, details }, words };
}

export const filesUnreadable = (message: string): SchemaState =>
  down('the files of the migrations cannot be read', message);
