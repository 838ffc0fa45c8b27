import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf, isAlive, isOfThisRealm, type ProcessIdentity } from '#libs/database';

const PREFIX = 'gatehouse-test-';
const OWNER_FILE = 'owner.json';
const A_DAY_MS = 24 * 3600 * 1000;

let folder: string | undefined;

/** The folder of this run: created by jest's global setup or, outside of jest, by this process. */
export function testRunFolder(): string {
  const given = process.env['GATEHOUSE_TEST_RUN'];
  folder ??= given ?? ownFolder();
  return folder;
}

/** Outside of jest this process deletes the folder itself. */
function ownFolder(): string {
  const path = mkdtempSync(join(tmpdir(), PREFIX));
  chmodSync(path, 0o711);
  signRunFolder(path);
  process.once('exit', () => {
    killPostmaster(path);
    rmSync(path, { recursive: true, force: true, maxRetries: 10 });
  });
  return path;
}

/** Creates a folder that is deleted at the end of the run at the latest; other accounts may access it. */
export function temporaryFolder(name: string): string {
  const path = mkdtempSync(join(testRunFolder(), `${name}-`));
  chmodSync(path, 0o711);
  return path;
}

/** The process that owns the run. */
export function testRunOwner(): ProcessIdentity {
  const pid = Number(process.env['GATEHOUSE_TEST_RUN_PID'] ?? process.pid);
  const identity = identityOf(pid) ?? identityOf(process.pid);
  if (!identity) throw new Error('This process cannot tell when it began');
  return identity;
}

/** Removes the postmasters and folders of test runs that were killed. */
export function removeDeadRuns(): void {
  for (const name of readdirSync(tmpdir())) {
    const path = join(tmpdir(), name);
    if (name.startsWith(PREFIX) && isDeadRun(path)) {
      killPostmaster(path);
      rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

export function signRunFolder(path: string): void {
  writeFileSync(join(path, OWNER_FILE), JSON.stringify(testRunOwner()));
}

export function isDeadOwner(owner: ProcessIdentity): boolean {
  return isOfThisRealm(owner) && !isAlive(owner);
}

function isDeadRun(path: string): boolean {
  try {
    return isDeadOwner(JSON.parse(readFileSync(join(path, OWNER_FILE), 'utf8')) as ProcessIdentity);
  } catch {
    const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    return modified !== undefined && Date.now() - modified > A_DAY_MS;
  }
}

/** Kills the postmaster; its data is not needed. */
function killPostmaster(path: string): void {
  try {
    const [pid] = readFileSync(join(path, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGQUIT');
  } catch {
    // There is none, or it belongs to another user.
  }
}
