import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ConnectionRefused } from './connection-errors.js';

/** The connection for which a password is needed. */
export interface PasswordQuestion {
  /** `localhost` for a socket in the default folder, otherwise the folder, as in PostgreSQL's own programs. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

const FORBIDDEN_MODE = 0o077;

function fieldsOf(line: string): string[] {
  const fields = [''];
  for (const [part] of line.matchAll(/\\[^]|[^]/g)) {
    if (part === ':' && fields.length < 5) fields.push('');
    else fields[fields.length - 1] += part.length === 2 ? part.slice(1) : part;
  }
  return fields;
}

/** The password of the first matching line; `*` matches everything. */
export function findPassword(text: string, question: PasswordQuestion): string | null {
  const wanted = [question.host, `${question.port}`, question.database, question.user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = fieldsOf(line);
    const fits = wanted.every((value, index) => fields[index] === '*' || fields[index] === value);
    if (fields.length === 5 && fits) return fields[4] ?? null;
  }
  return null;
}

function textOf(file: string, isNamed: boolean): string {
  try {
    const { mode } = statSync(file);
    if (process.platform === 'win32' || (mode & FORBIDDEN_MODE) === 0)
      return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !isNamed) return '';
    throw new ConnectionRefused('PASSWORD_FILE', `the password file ${file} cannot be read (${code ?? 'unknown reason'})`); // prettier-ignore
  }
  throw new ConnectionRefused(
    'PASSWORD_FILE',
    `the password file ${file} may be read by others; chmod 600 it`,
  );
}

/**
 * The password from `passfile`, or from `~/.pgpass`.
 * @throws ConnectionRefused if there is none, or others may read the file
 */
export function readPassword(passfile: string | undefined, question: PasswordQuestion): string {
  const file =
    passfile ??
    (process.platform === 'win32'
      ? join(homedir(), 'AppData', 'Roaming', 'postgresql', 'pgpass.conf')
      : join(homedir(), '.pgpass'));
  const found = findPassword(textOf(file, passfile !== undefined), question);
  if (found !== null) return found;
  throw new ConnectionRefused('NO_PASSWORD', 'it asks for a password, and none is given');
}
