import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { hostname } from 'node:os';

/** Identifies one process: its id alone is not enough, because ids are reused. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The start time in the system's format; empty if it is unknown. */
  readonly began: string;
  /** The machine, boot and process namespace of `pid`. */
  readonly realm: string;
}

/** The identity of a running process (not of a zombie), or `null`. */
export function identityOf(pid: number): ProcessIdentity | null {
  const began = process.platform === 'linux' ? beganLinux(pid) : beganElsewhere(pid);
  return began === null ? null : { pid, began, realm: realm() };
}

/** Whether the same process is still running; only valid within its realm. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identityOf(identity.pid)?.began === identity.began;
}

export function isOfThisRealm(identity: ProcessIdentity): boolean {
  return identity.realm === realm();
}

/** The name of the running program, or `null`; distinguishes PostgreSQL from another program with a reused id. */
export function programNameOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
    return execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

/** Whether the process has this working directory, under any path; `true` if unknown. */
export function mayWorkIn(pid: number, folder: string): boolean {
  try {
    const actual = statSync(`/proc/${pid}/cwd`);
    const wanted = statSync(folder);
    return actual.ino === wanted.ino && actual.dev === wanted.dev;
  } catch {
    return true;
  }
}

/** proc(5): the fields after the last parenthesis are state (3) … starttime (22). */
function beganLinux(pid: number): string | null {
  const stat = readQuietly(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0] ?? '';
  return 'ZXx'.includes(state) ? null : (fields[19] ?? '');
}

function beganElsewhere(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return null;
  }
  if (process.platform === 'win32') return '';
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    }).trim();
    return line === '' || line.startsWith('Z') ? null : line.slice(line.indexOf(' ') + 1).trim();
  } catch {
    return null;
  }
}

function realm(): string {
  const boot = readQuietly('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return [hostname(), boot, linkQuietly('/proc/self/ns/pid')].join('/');
}

function readQuietly(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function linkQuietly(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
