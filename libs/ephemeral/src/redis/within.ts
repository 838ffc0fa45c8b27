import { EphemeralUnavailable } from '../ephemeral.js';

/**
 * Rejects when the promise takes too long. What has arrived by then is looked at first: after a stall of this
 * process timers run before sockets are read, and its own pause must not be taken for the other side's silence.
 */
export function within<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(
      () => setImmediate(() => reject(new EphemeralUnavailable('timeout'))),
      timeoutMs,
    );
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: Error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
