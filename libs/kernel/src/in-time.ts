/**
 * The result of the promise, or of `giveUp` when the promise takes longer. A result that has arrived by then is used:
 * after a stall of this process timers run before sockets are read, and its own pause must not be taken for a missing
 * answer of the other side.
 */
export function inTime<T>(promise: Promise<T>, ms: number, giveUp: () => T): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const late = async (): Promise<T> => giveUp();
    const timer = setTimeout(() => setImmediate(() => late().then(resolve, reject)), ms);
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
