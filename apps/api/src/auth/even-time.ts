import { setTimeout as sleep } from 'node:timers/promises';

/** Works for which the answer must be the same differ by some milliseconds: they fit in one step. */
const STEP_MS = 100;

/** @param elapsedMs since the beginning of the work */
export const msToNextStep = (elapsedMs: number): number =>
  Math.max(1, Math.ceil(elapsedMs / STEP_MS)) * STEP_MS - elapsedMs;

const waitSince = (startedMs: number) => sleep(msToNextStep(performance.now() - startedMs));

/**
 * Answers the result of the work, after a whole number of steps: the time does not distinguish works of equally many steps.
 * A failure is thrown at once.
 */
export async function inEvenTime<T>(work: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  const result = await work();
  await waitSince(startedMs);
  return result;
}

/** Answers a success at once, and throws a failure after a whole number of steps. */
export async function refusedInEvenTime<T>(work: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  try {
    return await work();
  } catch (error) {
    await waitSince(startedMs);
    throw error;
  }
}
