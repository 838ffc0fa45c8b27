// Instructions of a process in user mode, by `perf stat`: where the machine counts them, they do not depend on what else runs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { run } from '../throughput/processes.mjs';

const EVENT = 'instructions:u';

/** The count in perf's output with `-x,`, or `null` where it is not supported. */
export function parseCount(text) {
  const fields = text
    .split('\n')
    .map((line) => line.split(','))
    .find((found) => found[2]?.startsWith(EVENT));
  return /^\d+$/.test(fields?.[0] ?? '') ? Number(fields[0]) : null;
}

/** Virtual machines often have no counters. */
export const areCounted = () =>
  run(['sh', '-c', `perf stat -x, -e ${EVENT} true 2>&1`]).then(
    (text) => parseCount(text) !== null,
    () => false,
  );

/** Starts to count; the function that it returns ends that and answers the count. */
export async function countInstructions(pid) {
  const perf = spawn('perf', ['stat', '-x,', '-e', EVENT, '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  perf.stderr.on('data', (part) => (text += part));
  await once(perf, 'spawn');
  return async () => {
    const ended = once(perf, 'close');
    perf.kill('SIGINT');
    await ended;
    return parseCount(text);
  };
}
