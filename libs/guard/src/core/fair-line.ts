/**
 * A bounded queue that is fair by source: sources take turns. When it is full, a new item replaces the last item of
 * the source with the most items, if that source has more than the new item's source would have, so that one source
 * cannot fill the queue against others.
 */
export class FairLine<T> {
  /** In the order of the next turn. */
  private readonly bySource = new Map<string, T[]>();
  private count = 0;

  constructor(private readonly places: number) {}

  get size(): number {
    return this.count;
  }

  /** The item without a place: `item` itself, an evicted one, or `null`. */
  push(source: string, item: T): T | null {
    const own = this.bySource.get(source);
    const evicted = this.count >= this.places ? this.makeRoom(own?.length ?? 0) : null;
    if (this.count >= this.places) return item;
    if (own) own.push(item);
    else this.bySource.set(source, [item]);
    this.count += 1;
    return evicted;
  }

  /** Takes up to `most` items, one from each source in turn. */
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
