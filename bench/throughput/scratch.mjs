// The folder of a run, and what else has to be undone, also when the run is interrupted.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopAll } from './processes.mjs';

const undoings = new Set();

/** Calls `work`, and `undo` after it or when the run is interrupted. */
export async function withUndoing(undo, work) {
  undoings.add(undo);
  try {
    return await work();
  } finally {
    undoings.delete(undo);
    await undo();
  }
}

/** Gives `work` a folder that is there as long as it runs. */
export function withScratch(work) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  return withUndoing(
    () => rmSync(folder, { recursive: true, force: true }),
    () => work(folder),
  );
}

/** Stops everything that was started, and undoes the rest. */
export async function endAll() {
  await stopAll();
  for (const undo of [...undoings].reverse()) await undo();
}

/** Ctrl-C ends what was started too. */
export function endAllOnSignal() {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => void endAll().finally(() => process.exit(130)));
  }
}
