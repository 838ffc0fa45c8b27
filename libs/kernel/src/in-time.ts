/**
 * What the promise gives, or what `giveUp` gives or throws when that takes longer. What has arrived by then is looked at
 * first: after a stall of this process timers run before sockets are read, and its own pause must not be taken for the
 * other side's silence.
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
