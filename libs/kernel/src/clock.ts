/** The only source of the current time; tests replace it. */
export abstract class Clock {
  abstract now(): Date;

  /** Milliseconds since the epoch. */
  nowMs(): number {
    return this.now().getTime();
  }

  /** Whole seconds since the epoch, as in a JWT NumericDate (RFC 7519 section 2). */
  nowSeconds(): number {
    return Math.floor(this.nowMs() / 1000);
  }

  /**
   * Milliseconds that never go back when the wall clock is set: for ages within this process, without meaning outside
   * of it.
   */
  monotonicMs(): number {
    return this.nowMs();
  }
}

export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }

  override nowMs(): number {
    return Date.now();
  }

  override monotonicMs(): number {
    return performance.now();
  }
}

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
