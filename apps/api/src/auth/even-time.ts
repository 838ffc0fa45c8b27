import { setTimeout as sleep } from 'node:timers/promises';

/** What is written for a new address takes some milliseconds longer than a mail to a known one: both fit in one step. */
const STEP_MS = 100;

/** @param elapsedMs what has passed since the beginning of the work */
export const msToNextStep = (elapsedMs: number): number =>
  Math.max(1, Math.ceil(elapsedMs / STEP_MS)) * STEP_MS - elapsedMs;

/**
 * Answers what the work answers, after a whole number of steps: works that need as many steps cannot be told apart by their
 * time. A failure is thrown at once.
 */
export async function inEvenTime<T>(work: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  const result = await work();
  await sleep(msToNextStep(performance.now() - startedMs));
  return result;
}
