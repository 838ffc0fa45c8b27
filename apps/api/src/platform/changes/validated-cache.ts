/** A version marker that a cached decision depends on. */
export type Marker = `${'session' | 'user' | 'token' | 'service'}:${string}`;

/**
 * Caches answers of PostgreSQL while none of their markers has changed and the entry is younger than a few seconds;
 * longer only while PostgreSQL is not available and the change log proves that all changes were announced. While Redis
 * is absent, slow or not available, every call loads.
 */
export interface ValidatedCache<T> {
  /**
   * `load` is called on a miss, once for all concurrent callers, and must return the state of PostgreSQL's primary at
   * the time of its call. It must not use a validated cache itself. `null` and `undefined` are not cached.
   */
  get(key: string, markers: readonly Marker[], load: () => Promise<T>): Promise<T>;

  /** The cached value, after its markers were compared; `undefined` if only a load can answer. */
  recall(key: string): Promise<T | undefined> | undefined;
}

/** Loads of one lane never take the last place of the other: a locked table blocks only the loads that read it. */
export type CheckLane = 'users' | 'tokens';
