/** The parts of `<YYYYMMDDHHMMSS>-name.sql`. */
export interface MigrationName {
  /** The fourteen digits. */
  readonly version: string;
  /** The file's name without `.sql`, as stored in the table `migrations`. */
  readonly name: string;
}

const PATTERN = /^((\d{14})-[A-Za-z0-9][A-Za-z0-9_.-]*)\.sql$/;
const MAX_TITLE = 100;

/** Files left by editors and merges. */
const LEFT_BEHIND = /(?:~|\.(?:bak|orig|rej|swp|swo|tmp))$/i;

/**
 * Whether a file is probably meant as a migration, correctly named or not: `x.SQL`, fourteen digits with another
 * extension, a folder. Hidden files and a README are not.
 */
export const looksLikeMigration = (fileName: string): boolean =>
  !fileName.startsWith('.') &&
  !LEFT_BEHIND.test(fileName) &&
  (/\.sql$/i.test(fileName.trimEnd()) || /^\d{14}/.test(fileName));

/** `null` if it is no migration name. */
export function parseFileName(fileName: string): MigrationName | null {
  const match = PATTERN.exec(fileName);
  return match ? { name: match[1] as string, version: match[2] as string } : null;
}

/** Other runners of this layout store the name with its extension or folder. */
export function nameInHistory(stored: string): string {
  return (stored.split(/[\\/]/).at(-1) as string).replace(/\.sql$/, '');
}

/** The slug of a title for a file name; empty if no character of it can be used. */
export function slugOf(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MAX_TITLE)
    .replace(/-+$/, '');
}

/** The current time in UTC, or the version after the newest one: a new file never sorts before an old one. */
export function nextVersion(now: Date, newest: string | undefined): string {
  const moment = now.toISOString().replace(/\D/g, '').slice(0, 14);
  if (newest === undefined || moment > newest) return moment;
  return String(Number(newest) + 1).padStart(14, '0');
}
