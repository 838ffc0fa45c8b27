import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { chooseAccount, freePort } from '#libs/database';
import { eventually } from './eventually.js';
import { ended, endWithUs } from './spawned.js';
import { temporaryFolder } from './test-run.js';

const PLACES = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer'];

/** Whether PgBouncer is installed on this machine. */
export function hasPgBouncer(): boolean {
  return program() !== undefined;
}

function program(): string | undefined {
  return PLACES.find((path) => existsSync(path) && spawnSync(path, ['--version']).status === 0);
}

/** A PgBouncer in transaction mode in front of one database. */
export class PgBouncer {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** @param poolSize number of connections to the database, shared by all clients */
  static async start(databaseUrl: string, poolSize = 2): Promise<PgBouncer> {
    const folder = temporaryFolder('pgbouncer');
    const port = await freePort();
    const account = chooseAccount(folder);
    if (account) {
      chmodSync(folder, 0o755);
      chownSync(folder, account.uid, account.gid);
    }
    writeFileSync(join(folder, 'pgbouncer.ini'), settings(databaseUrl, port, poolSize));
    const child = spawn(program() ?? 'pgbouncer', ['-q', join(folder, 'pgbouncer.ini')], {
      cwd: folder,
      stdio: 'ignore',
      ...(account && { uid: account.uid, gid: account.gid }),
    });
    endWithUs(child);
    const url = `postgres://anybody@127.0.0.1:${port}/pooled`;
    await eventually(() => probe(url));
    return new PgBouncer(url, child, folder);
  }

  async stop(): Promise<void> {
    const end = ended(this.child);
    this.child.kill('SIGTERM');
    this.child.kill('SIGKILL');
    await end;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function settings(databaseUrl: string, port: number, poolSize: number): string {
  const { hostname, port: serverPort, pathname, username, password } = new URL(databaseUrl);
  const login = `user=${username}${password ? ` password=${password}` : ''}`;
  return [
    '[databases]',
    `pooled = host=${hostname} port=${serverPort} dbname=${pathname.slice(1)} ${login}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    `default_pool_size = ${poolSize}`,
    'max_client_conn = 500',
    '',
  ].join('\n');
}

async function probe(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('SELECT 1');
  await client.end();
}
