/** The version markers that a cached decision rests on. */
export type Marker = `${'session' | 'user' | 'token' | 'service'}:${string}`;

/**
 * Remembers what PostgreSQL answered for as long as none of its markers has changed and the entry is
 * younger than a few seconds; longer only while PostgreSQL cannot answer and the change log proves that the markers
 * would have changed. With Redis absent, slow or gone every call loads.
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

/** Loads of one lane never take the last place of another: a locked table holds up those that read it alone. */
export type CheckLane = 'users' | 'tokens';
