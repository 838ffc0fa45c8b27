import { inTime } from '#libs/kernel';
import { EphemeralUnavailable } from '../ephemeral.js';

/** Rejects with `EphemeralUnavailable` when the promise takes too long. */
export function within<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  return inTime(promise, timeoutMs, () => {
    throw new EphemeralUnavailable('timeout');
  });
}
