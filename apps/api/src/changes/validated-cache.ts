/** The version markers that a cached decision rests on. */
export type Marker = `${'session' | 'user' | 'token' | 'service'}:${string}`;

/**
 * Remembers what PostgreSQL answered for as long as none of its markers has changed and the entry is
 * younger than a few seconds. With Redis absent, slow or gone every call loads.
 */
export interface ValidatedCache<T> {
  /**
   * `load` is called on a miss, once for all that ask at the same time, and answers what PostgreSQL's primary says
   * when it is called. It must not use a validated cache itself. `null` and `undefined` are not remembered.
   */
  get(key: string, markers: readonly Marker[], load: () => Promise<T>): Promise<T>;

  /** What is remembered, after its markers were compared; `undefined` where only a load could tell. */
  recall(key: string): Promise<T | undefined> | undefined;
}

/** Whoever asks after a change was answered gets the state after it, on every instance. */
export abstract class ValidatedCaches {
  /** A cache of its own for one kind of value. */
  abstract create<T>(name: string, options: { maxEntries: number }): ValidatedCache<T>;
}
