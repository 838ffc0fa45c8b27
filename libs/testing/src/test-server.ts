import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseAccount, Cluster, reachableBinaries } from '#libs/database';
import { eventually } from './eventually.js';
import { removeDeadRuns, signRunFolder, testRunFolder } from './test-run.js';

/** The server of a test database: the embedded PostgreSQL of the run, or the one of TEST_DATABASE_URL. */
export type TestServerKind = 'embedded' | 'real';

const servers = new Map<TestServerKind, Promise<string>>();

/** The default kind. */
export function defaultServerKind(): TestServerKind {
  return process.env['TEST_DATABASE_URL'] ? 'real' : 'embedded';
}

/** The URL of the administrator's database. */
export function testServerUrl(kind: TestServerKind = defaultServerKind()): Promise<string> {
  const known = servers.get(kind);
  if (known) return known;
  const url = kind === 'real' ? realServer() : embeddedServer();
  servers.set(kind, url);
  return url;
}

async function realServer(): Promise<string> {
  const url = process.env['TEST_DATABASE_URL'];
  if (!url) throw new Error('TEST_DATABASE_URL is not set');
  return url;
}

/** The first process of the run that needs the server starts it; the others wait for its address. */
async function embeddedServer(): Promise<string> {
  const folder = testRunFolder();
  const urlFile = join(folder, 'url');
  const failureFile = join(folder, 'failure');
  if (!existsSync(urlFile) && claim(join(folder, 'starting'))) {
    try {
      announce(urlFile, await startCluster(folder));
    } catch (error) {
      announce(failureFile, String(error));
      throw error;
    }
  }
  await eventually(() => existsSync(urlFile) || existsSync(failureFile), 90_000);
  if (existsSync(failureFile)) throw new Error(readFileSync(failureFile, 'utf8'));
  return readFileSync(urlFile, 'utf8');
}

async function startCluster(folder: string): Promise<string> {
  removeDeadRuns();
  signRunFolder(folder);
  const account = chooseAccount(folder);
  const cluster = new Cluster({
    dir: join(folder, 'postgres'),
    binaries: reachableBinaries(account, folder),
    account,
    password: 'test',
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: '300',
      shared_buffers: '64MB',
    },
  });
  await cluster.ensureWhole();
  const port = await cluster.start();
  return cluster.url(port);
}

function claim(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Writes a file atomically. */
function announce(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
