/**
 * A map that holds at most `limit` entries and drops those not used recently. It keeps two generations instead of an
 * access order, so that a hit is one look-up without a write.
 */
export class BoundedMap<K, V> {
  private young = new Map<K, V>();
  private old = new Map<K, V>();
  private readonly generationSize: number;

  constructor(limit: number) {
    this.generationSize = Math.max(1, Math.ceil(limit / 2));
  }

  get size(): number {
    return this.young.size + this.old.size;
  }

  get(key: K): V | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const older = this.old.get(key);
    if (older === undefined) return undefined;
    this.old.delete(key);
    this.keep(key, older);
    return older;
  }

  set(key: K, value: V): void {
    this.old.delete(key);
    this.keep(key, value);
  }

  delete(key: K): void {
    this.young.delete(key);
    this.old.delete(key);
  }

  clear(): void {
    this.young.clear();
    this.old.clear();
  }

  /** Deletes the entries that match the predicate. */
  deleteWhere(picks: (value: V, key: K) => boolean): void {
    for (const generation of [this.young, this.old]) {
      for (const [key, value] of generation) if (picks(value, key)) generation.delete(key);
    }
  }

  *values(): IterableIterator<V> {
    yield* this.young.values();
    yield* this.old.values();
  }

  /** A copy of the entries, so that these may be deleted. */
  oldestFirst(): [K, V][] {
    return [...this.old, ...this.young];
  }

  private keep(key: K, value: V): void {
    if (this.young.size >= this.generationSize && !this.young.has(key)) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }
}
