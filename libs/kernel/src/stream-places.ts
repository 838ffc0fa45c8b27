/** A stream that has a place and can be ended. */
interface Stream {
  end(): void;
}

/** The limit that refused a place. */
export type PlaceRefusal = 'holder' | 'instance';

/**
 * The places of long-lived streams, bounded for each credential and in total. When all are taken, a new stream gets
 * the last place of the credential with the most streams, if that has more than the new stream's credential would
 * have, so that no credential alone excludes others.
 */
export class StreamPlaces<S extends Stream> {
  private readonly byHolder = new Map<string, Set<S>>();
  private count = 0;

  constructor(
    private readonly perHolder: number,
    private readonly most: number,
  ) {}

  get size(): number {
    return this.count;
  }

  *[Symbol.iterator](): IterableIterator<S> {
    for (const streams of this.byHolder.values()) yield* streams;
  }

  /** `null` if there is a place; the limit that refuses otherwise. */
  refusalOf(holder: string): PlaceRefusal | null {
    const own = this.byHolder.get(holder)?.size ?? 0;
    if (own >= this.perHolder) return 'holder';
    if (this.count < this.most) return null;
    return this.makeRoom(own) ? null : 'instance';
  }

  add(holder: string, stream: S): void {
    const streams = this.byHolder.get(holder) ?? new Set();
    this.byHolder.set(holder, streams.add(stream));
    this.count += 1;
  }

  /** Removes a stream; one without a place is ignored. */
  delete(holder: string, stream: S): void {
    const streams = this.byHolder.get(holder);
    if (!streams?.delete(stream)) return;
    this.count -= 1;
    if (streams.size === 0) this.byHolder.delete(holder);
  }

  /** Removes and returns up to `most` streams. */
  take(most: number): S[] {
    const taken: S[] = [];
    for (const [holder, streams] of [...this.byHolder]) {
      for (const stream of [...streams].slice(0, most - taken.length)) {
        taken.push(stream);
        this.delete(holder, stream);
      }
    }
    return taken;
  }

  private makeRoom(own: number): boolean {
    let greediest: [string, Set<S>] | undefined;
    for (const entry of this.byHolder) {
      if (entry[1].size > (greediest?.[1].size ?? 0)) greediest = entry;
    }
    if (!greediest || greediest[1].size <= own + 1) return false;
    const [holder, streams] = greediest;
    const last = [...streams].at(-1);
    if (!last) return false;
    this.delete(holder, last);
    last.end();
    return true;
  }
}
