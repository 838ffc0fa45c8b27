import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { unreadable } from './connection-errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

function filesOf(named: string | undefined, environment: Environment): string[] {
  const folder = environment['PGSYSCONFDIR'];
  const own = named ?? join(homedir(), '.pg_service.conf');
  return [own, ...(folder ? [join(folder, 'pg_service.conf')] : [])];
}

function readLines(file: string, isNamed: boolean): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !isNamed) return [];
    throw unreadable(
      `needs the service file ${file}, which cannot be read (${code ?? 'unknown reason'})`,
    );
  }
}

/** The lines of a section; `null` if the file has none of this name. */
function sectionOf(lines: readonly string[], name: string): string[] | null {
  const plain = lines.map((line) => line.trim());
  const start = plain.indexOf(`[${name}]`);
  if (start < 0) return null;
  const length = plain.slice(start + 1).findIndex((line) => line.startsWith('['));
  const section = plain.slice(start + 1, length < 0 ? undefined : start + 1 + length);
  return section.filter((line) => line !== '' && !line.startsWith('#'));
}

function readSection(section: readonly string[], file: string): Record<string, string> {
  const pairs = section.map((line): [string, string] => {
    if (/^ldaps?:\/\//i.test(line)) {
      throw unreadable(`needs the service file ${file}, which asks LDAP: that is not supported`);
    }
    const sign = line.indexOf('=');
    if (sign < 1) throw unreadable(`needs the service file ${file}, which has a line without =`);
    return [line.slice(0, sign).trim(), line.slice(sign + 1).trim()];
  });
  if (pairs.some(([name]) => name === 'service')) {
    throw unreadable(`needs the service file ${file}, where a service names another`);
  }
  return Object.fromEntries(pairs);
}

/**
 * The parameters of a service, from PGSERVICEFILE or `~/.pg_service.conf`, else from `pg_service.conf` in PGSYSCONFDIR.
 * @throws ConnectionStringError
 */
export function readService(
  name: string,
  named: string | undefined,
  environment: Environment,
): Record<string, string> {
  const files = filesOf(named, environment);
  for (const [position, file] of files.entries()) {
    const lines = readLines(file, position === 0 && named !== undefined);
    const section = sectionOf(lines, name);
    if (section) return readSection(section, file);
  }
  throw unreadable(`names a service that is not in ${files.join(' or ')}`);
}
