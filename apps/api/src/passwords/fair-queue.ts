/**
 * A bounded queue in which each source gets its turn in rotation. When it is full, a newcomer takes the last
 * place of the source that holds the most, if that is more than its own: one source alone cannot fill it
 * against the others.
 */
export class FairQueue<T> {
  /** In the order of their next turn. */
  private readonly bySource = new Map<string, T[]>();
  private count = 0;

  constructor(private readonly places: number) {}

  get size(): number {
    return this.count;
  }

  /** The item that has no place now: `item` itself, another one that had to go, or `null`. */
  push(source: string, item: T): T | null {
    const own = this.bySource.get(source);
    let evicted: T | null = null;
    if (this.count >= this.places) {
      const greediest = this.findGreediest();
      if (!greediest || greediest.items.length <= (own?.length ?? 0) + 1) return item;
      evicted = greediest.items.at(-1)!;
      this.remove(greediest.source, evicted);
    }
    if (own) own.push(item);
    else this.bySource.set(source, [item]);
    this.count += 1;
    return evicted;
  }

  take(): T | null {
    const next = this.bySource.entries().next();
    if (next.done) return null;
    const [source, items] = next.value;
    const item = items.shift()!;
    this.bySource.delete(source);
    if (items.length > 0) this.bySource.set(source, items);
    this.count -= 1;
    return item;
  }

  /** Whether it was waiting. */
  remove(source: string, item: T): boolean {
    const items = this.bySource.get(source);
    const index = items?.indexOf(item) ?? -1;
    if (!items || index < 0) return false;
    items.splice(index, 1);
    if (items.length === 0) this.bySource.delete(source);
    this.count -= 1;
    return true;
  }

  private findGreediest(): { source: string; items: T[] } | null {
    let found: { source: string; items: T[] } | null = null;
    for (const [source, items] of this.bySource) {
      if (!found || items.length > found.items.length) found = { source, items };
    }
    return found;
  }
}
