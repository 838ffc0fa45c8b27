import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#libs/database';
import { ended, endWithUs } from '#libs/testing';

const DEPLOY = join(import.meta.dirname, '../../deploy');

export type ProxyName = 'haproxy' | 'nginx';

interface Kind {
  readonly program: string;
  readonly file: string;
  readonly check: (file: string) => string[];
  readonly run: (file: string) => string[];
  /** What must be another on the machine of a test: where it listens and writes. */
  readonly replaced: (port: number, folder: string) => [string, string][];
}

const KINDS: Readonly<Record<ProxyName, Kind>> = {
  haproxy: {
    program: '/usr/sbin/haproxy',
    file: 'haproxy.cfg',
    check: (file) => ['-c', '-f', file],
    run: (file) => ['-db', '-f', file],
    replaced: (port) => [['bind :80\n', `bind 127.0.0.1:${port}\n`]],
  },
  nginx: {
    program: '/usr/sbin/nginx',
    file: 'nginx.conf',
    check: (file) => ['-t', '-c', file],
    run: (file) => ['-g', 'daemon off;', '-c', file],
    replaced: (port, folder) => [
      ['listen 80;', `listen 127.0.0.1:${port};`],
      ['pid /run/nginx.pid;', `pid ${folder}/nginx.pid; error_log ${folder}/error.log;`],
      [
        'access_log /var/log/nginx/access.log combined;',
        [
          `access_log ${folder}/access.log combined;`,
          ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
            (name) => `${name}_temp_path ${folder}/${name};`,
          ),
        ].join(' '),
      ],
    ],
  },
};

/** Whether this machine has the program. */
export const hasProxy = (name: ProxyName) => existsSync(KINDS[name].program);

/** A proxy that runs the example of `deploy/`, with other addresses and places. */
export class DeployedProxy {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** @throws Error when the program finds a fault in the file, or the file has lost a line that is replaced */
  static async start(
    name: ProxyName,
    instances: readonly [string, string],
  ): Promise<DeployedProxy> {
    const { program, file, check, run, replaced } = KINDS[name];
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-deployed-'));
    const port = await freePort();
    let text = readFileSync(join(DEPLOY, file), 'utf8');
    const replacements: [string, string][] = [
      ['10.0.0.11:5000', instances[0]],
      ['10.0.0.12:5000', instances[1]],
      ...replaced(port, folder),
    ];
    for (const [from, to] of replacements) {
      if (!text.includes(from)) throw new Error(`deploy/${file} has no “${from}” any more`);
      text = text.replace(from, to);
    }
    const path = join(folder, file);
    writeFileSync(path, text);
    const found = spawnSync(program, check(path), { encoding: 'utf8' });
    if (found.status !== 0) throw new Error(`${found.stdout}${found.stderr}`);
    const child = spawn(program, run(path), { stdio: 'ignore' });
    endWithUs(child);
    return new DeployedProxy(port, child, folder);
  }

  async stop(): Promise<void> {
    const end = ended(this.child);
    this.child.kill('SIGTERM');
    await end;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
