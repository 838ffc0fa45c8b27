import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended, endWithUs, NGINX } from '#libs/testing';

export type ProxyName = 'haproxy' | 'nginx';

interface Program {
  readonly path: string;
  readonly check: (file: string) => string[];
  readonly run: (file: string) => string[];
}

const PROGRAMS: Readonly<Record<ProxyName, Program>> = {
  haproxy: {
    path: '/usr/sbin/haproxy',
    check: (file) => ['-c', '-f', file],
    run: (file) => ['-db', '-f', file],
  },
  nginx: {
    path: NGINX,
    check: (file) => ['-t', '-c', file],
    run: (file) => ['-g', 'daemon off;', '-c', file],
  },
};

/** Whether the program is installed. */
export const hasProxy = (name: ProxyName) => existsSync(PROGRAMS[name].path);

/**
 * Replaces the values that differ on the machine of a test.
 * @param source whose text it is, for the message
 * @throws Error when a line to replace is missing
 */
export function replacing(
  source: string,
  given: string,
  replacements: readonly (readonly [string, string])[],
): string {
  let text = given;
  for (const [from, to] of replacements) {
    if (!text.includes(from)) throw new Error(`${source} has no “${from}” any more`);
    text = text.replace(from, to);
  }
  return text;
}

/** A proxy process with its own folder. */
export class RunningProxy {
  readonly folder = mkdtempSync(join(tmpdir(), 'gatehouse-proxy-'));
  private child: ChildProcess | undefined;

  constructor(private readonly name: ProxyName) {}

  /** @throws Error when the program finds a fault in the configuration */
  start(configuration: string): void {
    const { path, check, run } = PROGRAMS[this.name];
    const file = join(this.folder, 'proxy.conf');
    writeFileSync(file, configuration);
    const found = spawnSync(path, check(file), { encoding: 'utf8' });
    if (found.status !== 0) throw new Error(`${found.stdout}${found.stderr}`);
    this.child = spawn(path, run(file), { stdio: 'ignore' });
    endWithUs(this.child);
  }

  async stop(): Promise<void> {
    if (this.child) {
      const end = ended(this.child);
      this.child.kill('SIGTERM');
      await end;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
