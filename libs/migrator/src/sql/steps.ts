import { setImmediate as turn } from 'node:timers/promises';

/** Long work in steps: at each `yield` it can be paused or abandoned. */
export type Steps<T> = Generator<void, T, undefined>;

/** How long the event loop may be blocked; signals and timers run in between. */
const SLICE_MS = 20;

/** Runs all steps synchronously. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * Runs all steps and lets other work of the process run in between.
 * @throws AbortError when the signal aborts
 */
export async function finishInSlices<T>(
  steps: Steps<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - since < SLICE_MS) continue;
    await turn();
    signal?.throwIfAborted();
    since = performance.now();
  }
}
