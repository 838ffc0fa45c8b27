import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

type Global = typeof globalThis & { endGatehouseTestRun?: () => Promise<void> };

/**
 * Creates the folder of the run. The first test file that needs a database starts it: jest resolves imports of the
 * project only in test files, so nothing can be imported here.
 */
export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-test-'));
  // The account that the database runs as needs access to the folder.
  chmodSync(folder, 0o711);
  process.env['GATEHOUSE_TEST_RUN'] = folder;
  process.env['GATEHOUSE_TEST_RUN_PID'] = String(process.pid);
  const end = (): Promise<void> => endRun(folder);
  (globalThis as Global).endGatehouseTestRun = end;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void end().finally(() => process.exit(130)));
  }
}

/** Nothing of the cluster is kept, so it is stopped immediately. */
async function endRun(folder: string): Promise<void> {
  const pid = postmasterPid(folder);
  for (let waitedMs = 0; pid !== null && isRunning(pid) && waitedMs < 10_000; waitedMs += 20) {
    if (waitedMs === 0) process.kill(pid, 'SIGQUIT');
    await sleep(20);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}

function postmasterPid(folder: string): number | null {
  try {
    const [line] = readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    return Number(line) || null;
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
