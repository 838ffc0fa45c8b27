import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The state of a running PostgreSQL in `postmaster.pid`. */
export interface PostmasterPid {
  readonly pid: number;
  readonly port: number;
  /** `starting`, `ready`, `stopping` or `standby`; empty while the file is being written. */
  readonly status: string;
}

const LINE = { pid: 0, port: 3, status: 7 } as const;

/** `null` if there is none, or it is incomplete. */
export function readPostmasterPid(clusterDir: string): PostmasterPid | null {
  let lines: string[];
  try {
    lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const pid = Number(lines[LINE.pid]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const port = Number(lines[LINE.port] ?? 0) || 0;
  return { pid, port, status: (lines[LINE.status] ?? '').trim() };
}
