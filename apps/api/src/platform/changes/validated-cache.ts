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

  /**
   * The cached value, which may be used once `ValidatedCaches.confirm` has said so; `undefined` if only a load can answer.
   * Promises nothing and asks nothing: several values are confirmed by one question.
   */
  find(key: string): Unconfirmed<T> | undefined;
}

/** Values of an entry's markers before it was loaded. */
export interface Versions {
  readonly keys: readonly string[];
  readonly values: readonly string[];
  readonly epoch: string;
  /** Of the connection that they were read on: a Redis that returns with older contents has another generation. */
  readonly generation: number;
}

/** A cached value whose markers have not been compared since the request arrived. */
export interface Unconfirmed<T> {
  readonly value: T;
  readonly versions: Versions;
  /** To be called when the value is used. */
  noteUse(): void;
}

/** Loads of one lane never take the last place of the other: a locked table blocks only the loads that read it. */
export type CheckLane = 'users' | 'tokens';
