import { setTimeout as sleep } from 'node:timers/promises';

/** The writes for a new address take some milliseconds longer than a mail to a known one: both fit in one step. */
const STEP_MS = 100;

/** @param elapsedMs since the beginning of the work */
export const msToNextStep = (elapsedMs: number): number =>
  Math.max(1, Math.ceil(elapsedMs / STEP_MS)) * STEP_MS - elapsedMs;

/**
 * Answers the result of the work, after a whole number of steps: the time does not distinguish works of equally many steps.
 * A failure is thrown at once.
 */
export async function inEvenTime<T>(work: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  const result = await work();
  await sleep(msToNextStep(performance.now() - startedMs));
  return result;
}
