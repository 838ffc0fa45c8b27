/** What holds a place, and can be made to give it up. */
interface Stream {
  end(): void;
}

/** Why there is no place. */
export type PlaceRefusal = 'token' | 'instance';

/**
 * The places of long-lived streams, bounded for each token and for all together. When all are taken, a newcomer gets
 * the last place of the token that has most, if that is more than its own would be: no token alone keeps others out.
 */
export class StreamPlaces<S extends Stream> {
  private readonly byToken = new Map<string, Set<S>>();
  private count = 0;

  constructor(
    private readonly perToken: number,
    private readonly most: number,
  ) {}

  get size(): number {
    return this.count;
  }

  *[Symbol.iterator](): IterableIterator<S> {
    for (const streams of this.byToken.values()) yield* streams;
  }

  /** `null`: there is a place now. */
  refusalOf(tokenId: string): PlaceRefusal | null {
    const own = this.byToken.get(tokenId)?.size ?? 0;
    if (own >= this.perToken) return 'token';
    if (this.count < this.most) return null;
    return this.makeRoom(own) ? null : 'instance';
  }

  add(tokenId: string, stream: S): void {
    const streams = this.byToken.get(tokenId) ?? new Set();
    this.byToken.set(tokenId, streams.add(stream));
    this.count += 1;
  }

  /** A stream that has no place any more is passed over. */
  delete(tokenId: string, stream: S): void {
    const streams = this.byToken.get(tokenId);
    if (!streams?.delete(stream)) return;
    this.count -= 1;
    if (streams.size === 0) this.byToken.delete(tokenId);
  }

  /** At most so many; they give their places up. */
  take(most: number): S[] {
    const taken: S[] = [];
    for (const [tokenId, streams] of [...this.byToken]) {
      for (const stream of [...streams].slice(0, most - taken.length)) {
        taken.push(stream);
        this.delete(tokenId, stream);
      }
    }
    return taken;
  }

  private makeRoom(own: number): boolean {
    let greediest: [string, Set<S>] | undefined;
    for (const entry of this.byToken) {
      if (entry[1].size > (greediest?.[1].size ?? 0)) greediest = entry;
    }
    if (!greediest || greediest[1].size <= own + 1) return false;
    const [tokenId, streams] = greediest;
    const last = [...streams].at(-1);
    if (!last) return false;
    this.delete(tokenId, last);
    last.end();
    return true;
  }
}
