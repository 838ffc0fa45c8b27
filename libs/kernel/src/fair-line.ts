/**
 * Those who wait, bounded, by where they come from: each source gets its turn in rotation. When the line is full a
 * newcomer takes the last place of the source that holds most, if that is more than its own would: one source alone
 * never fills it against the others.
 */
export class FairLine<T> {
  /** In the order of their next turn. */
  private readonly bySource = new Map<string, T[]>();
  private count = 0;

  constructor(private readonly places: number) {}

  get size(): number {
    return this.count;
  }

  /** Who has no place now: `item` itself, another one that had to go, or `null`. */
  push(source: string, item: T): T | null {
    const own = this.bySource.get(source);
    const evicted = this.count >= this.places ? this.makeRoom(own?.length ?? 0) : null;
    if (this.count >= this.places) return item;
    if (own) own.push(item);
    else this.bySource.set(source, [item]);
    this.count += 1;
    return evicted;
  }

  /** At most so many, one of each source in turn. */
  take(most: number): T[] {
    const taken: T[] = [];
    while (taken.length < most) {
      const next = this.bySource.entries().next();
      if (next.done) break;
      const [source, items] = next.value;
      const [item] = items;
      items.shift();
      if (item !== undefined) taken.push(item);
      this.bySource.delete(source);
      if (items.length > 0) this.bySource.set(source, items);
    }
    this.count -= taken.length;
    return taken;
  }

  private makeRoom(ownCount: number): T | null {
    let most: T[] = [];
    for (const items of this.bySource.values()) if (items.length > most.length) most = items;
    if (most.length <= ownCount + 1) return null;
    this.count -= 1;
    return most.pop() ?? null;
  }
}
