/** `<YYYYMMDDHHMMSS>-name.sql`, taken apart. */
export interface MigrationName {
  /** The fourteen digits. */
  readonly version: string;
  /** The file's name without `.sql`: what the table `migrations` keeps. */
  readonly name: string;
}

const PATTERN = /^((\d{14})-[A-Za-z0-9][A-Za-z0-9_.-]*)\.sql$/;
const MAX_TITLE = 100;

/** What editors and merges leave beside a file. */
const LEFT_BEHIND = /(?:~|\.(?:bak|orig|rej|swp|swo|tmp))$/i;

/**
 * Whether somebody means this to be a migration, rightly named or not: `x.SQL`, fourteen digits with another ending,
 * a folder. What is hidden, and a README, is not.
 */
export const looksLikeMigration = (fileName: string): boolean =>
  !fileName.startsWith('.') &&
  !LEFT_BEHIND.test(fileName) &&
  (/\.sql$/i.test(fileName.trimEnd()) || /^\d{14}/.test(fileName));

/** `null` when the name is not one of a migration. */
export function parseFileName(fileName: string): MigrationName | null {
  const match = PATTERN.exec(fileName);
  return match ? { name: match[1] as string, version: match[2] as string } : null;
}

/** Other runners of this layout keep the name with its ending, or with its folder. */
export function nameInHistory(stored: string): string {
  return (stored.split(/[\\/]/).at(-1) as string).replace(/\.sql$/, '');
}

/** The title of a new migration as part of a file's name; empty when nothing of it can be used. */
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

/** The moment in UTC, or one after the newest version: a new file never sorts before an old one. */
export function nextVersion(now: Date, newest: string | undefined): string {
  const moment = now.toISOString().replace(/\D/g, '').slice(0, 14);
  if (newest === undefined || moment > newest) return moment;
  return String(Number(newest) + 1).padStart(14, '0');
}
