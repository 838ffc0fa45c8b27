import { setImmediate as turn } from 'node:timers/promises';

/** Long work in pieces: each `yield` is a place where it may be left for a while, or for good. */
export type Steps<T> = Generator<void, T, undefined>;

/** How long the event loop may wait: signals and timers are served in between. */
const SLICE_MS = 20;

/** Does all of it at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * Does all of it and lets the rest of the process run meanwhile.
 * @throws AbortError as soon as the signal says so
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
