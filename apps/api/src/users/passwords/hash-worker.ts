import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** One bcrypt computation: a number as `salt` is a cost, and a fresh salt. */
export interface BcryptWork {
  readonly data: Uint8Array;
  readonly salt: string | number;
}

/** What the thread answers to an array of `BcryptWork`. */
export type HashAnswer = { readonly texts: readonly string[] } | { readonly failure: string };

/** On Linux a priority belongs to the thread that sets it; elsewhere it would slow the whole process down. */
const HAS_THREAD_PRIORITY = process.platform === 'linux';

/** Many sign-ins then use what token checks leave of the cores, and at least a tenth of a busy core. */
const NICENESS = 10;

/** With a lower priority the threads may be as many as the cores; without, one core is left to the requests. */
export function defaultWorkerCount(): number {
  const cores = availableParallelism();
  return Math.max(1, HAS_THREAD_PRIORITY ? cores : cores - 1);
}

/** A text, because the file has another name and module system in dist, tests and the CLI. */
const SOURCE = `
const { parentPort, workerData } = require('node:worker_threads');
if (workerData.niceness > 0) {
  try { require('node:os').setPriority(0, workerData.niceness); } catch {}
}
const bcrypt = require(workerData.bcrypt);
parentPort.on('message', (work) => {
  try {
    const texts = work.map(({ data, salt }) => bcrypt.hashSync(Buffer.from(data), salt));
    parentPort.postMessage({ texts });
  } catch (error) {
    parentPort.postMessage({ failure: String(error && error.message) });
  }
});
`;

/** A thread that runs bcrypt's sync functions, so that libuv's pool stays free for files and DNS. */
export function startHashWorker(): Worker {
  return new Worker(SOURCE, {
    eval: true,
    name: 'gatehouse-hash',
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
    workerData: {
      bcrypt: createRequire(import.meta.url).resolve('bcrypt'),
      niceness: HAS_THREAD_PRIORITY ? NICENESS : 0,
    },
  });
}
