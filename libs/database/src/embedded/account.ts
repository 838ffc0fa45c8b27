import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { EmbeddedDatabaseError } from '../database-start-error.js';

/** The operating system account that the database runs as. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const PREFERRED = ['gatehouse', 'postgres', 'nobody', 'daemon'];

/**
 * PostgreSQL refuses to run as root, so root runs it as an existing account: the owner of the existing data, otherwise
 * a usual unprivileged account. No account is created. `null` if the current account can be used.
 */
export function chooseAccount(dataDir: string, accounts = readAccounts()): Account | null {
  if (process.getuid?.() !== 0) return null;
  const owner = accounts.find(({ uid }) => uid !== 0 && uid === ownerOf(dataDir));
  const usual = PREFERRED.map((name) => accounts.find((account) => account.name === name));
  const chosen = owner ?? usual.find((account) => account !== undefined && account.uid !== 0);
  if (chosen) return chosen;
  throw new EmbeddedDatabaseError(
    'PostgreSQL does not run as root, and this system has none of the accounts ' +
      `${PREFERRED.join(', ')}. Start as another user, or set DATABASE_URL.`,
  );
}

/** The owner of the folder, or of its nearest existing parent. */
function ownerOf(path: string): number {
  const folder = resolve(path);
  const uid = statSync(folder, { throwIfNoEntry: false })?.uid;
  if (uid !== undefined || dirname(folder) === folder) return uid ?? 0;
  return ownerOf(dirname(folder));
}

function readAccounts(): Account[] {
  return readPasswd().flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && /^\d+$/.test(uid ?? '') ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

function readPasswd(): string[] {
  try {
    return readFileSync('/etc/passwd', 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** Whether the account may pass every folder of the path, by permission bits. */
export function canReach(account: Account, path: string): boolean {
  const folder = resolve(path);
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats?.isDirectory() && !maySearch(account, stats)) return false;
  return dirname(folder) === folder || canReach(account, dirname(folder));
}

function maySearch(account: Account, stats: { mode: number; uid: number; gid: number }): boolean {
  if (stats.uid === account.uid) return (stats.mode & 0o100) !== 0;
  if (stats.gid === account.gid) return (stats.mode & 0o010) !== 0;
  return (stats.mode & 0o001) !== 0;
}
