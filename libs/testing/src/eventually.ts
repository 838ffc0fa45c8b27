import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 10;
/** Reached only if the condition never holds: a slow machine must not fail a test. */
const USUAL_DEADLINE_MS = 40_000;

/**
 * Repeats `check` until it neither throws nor returns `false`, and returns its result; after the deadline its last
 * error is thrown.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  deadlineMs = USUAL_DEADLINE_MS,
): Promise<Exclude<T, false>> {
  const started = performance.now();
  for (;;) {
    const outcome = await attempt(check);
    if (outcome.ok) return outcome.value as Exclude<T, false>;
    if (performance.now() - started > deadlineMs) throw outcome.error;
    await sleep(POLL_MS);
  }
}

type Outcome<T> = { ok: true; value: T } | { ok: false; error: unknown };

async function attempt<T>(check: () => T | Promise<T>): Promise<Outcome<T>> {
  try {
    const value = await check();
    if (value !== false) return { ok: true, value };
    return { ok: false, error: new Error(`Still false: ${check.toString().slice(0, 200)}`) };
  } catch (error) {
    return { ok: false, error };
  }
}
