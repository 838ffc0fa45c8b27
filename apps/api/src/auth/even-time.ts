import { setTimeout as sleep } from 'node:timers/promises';

/** What is written for a new address takes some milliseconds longer than a mail to a known one: both fit in one step. */
const STEP_MS = 100;

/** @param elapsedMs what has passed since the beginning of the work */
export const msToNextStep = (elapsedMs: number): number =>
  Math.max(1, Math.ceil(elapsedMs / STEP_MS)) * STEP_MS - elapsedMs;

/**
 * Answers what the work does, after a whole number of steps: from outside, works of different length look alike as long
 * as they need as many. A failure is not held back.
 */
export async function inEvenTime<T>(work: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  const result = await work();
  await sleep(msToNextStep(performance.now() - startedMs));
  return result;
}
