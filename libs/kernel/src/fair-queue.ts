/** The origin of an item, from the widest to the narrowest part: lane, site, network, address. */
export type FairPath = readonly [string, ...string[]];

/** The waiting items below one part of the paths. Parts are in the order of their next turn. */
class Branch<T> {
  readonly parts = new Map<string, Branch<T>>();
  readonly items: T[] = [];
  size = 0;
}

/**
 * A bounded queue in which, at each level of the paths, parts take turns in rotation, however many parts are below
 * them. When it is full, a new item replaces the newest item of the part with the most items, if that part has more
 * than the new item's part would have; among equal parts the same is decided one level below. So no part takes more
 * than its share while others wait, and none can be kept from its share.
 */
export class FairQueue<T> {
  private readonly root = new Branch<T>();

  constructor(private readonly places: number) {}

  get size(): number {
    return this.root.size;
  }

  /** The item without a place: `item` itself, an evicted one, or `null`. */
  push(path: FairPath, item: T): T | null {
    let evicted: T | null = null;
    if (this.size >= this.places) {
      const largest = findLargest(this.root, path);
      if (!largest) return item;
      evicted = takeNewest(largest);
    }
    let branch = this.root;
    branch.size += 1;
    for (const part of path) {
      let next = branch.parts.get(part);
      if (!next) branch.parts.set(part, (next = new Branch()));
      branch = next;
      branch.size += 1;
    }
    branch.items.push(item);
    return evicted;
  }

  take(): T | null {
    return this.size === 0 ? null : takeTurn(this.root);
  }

  /** Returns whether the item was waiting. */
  remove(path: FairPath, item: T): boolean {
    const way = [this.root];
    for (const part of path) {
      const next = way.at(-1)!.parts.get(part);
      if (!next) return false;
      way.push(next);
    }
    const { items } = way.at(-1)!;
    const index = items.indexOf(item);
    if (index < 0) return false;
    items.splice(index, 1);
    shrink(way, path);
    return true;
  }
}

/**
 * The path from the root to the leaf that an item is evicted from; `null` if no part has more than the new item's part
 * would have.
 */
function findLargest<T>(root: Branch<T>, path: FairPath): Way<T> | null {
  const way: Way<T> = { branches: [root], path: [] };
  for (const part of path) {
    const branch = way.branches.at(-1)!;
    const [name, greediest] = largestOf(branch);
    const own = branch.parts.get(part);
    if (greediest !== own && greediest.size > (own?.size ?? 0) + 1) {
      return toNewest(follow(way, name, greediest));
    }
    if (!own) return null;
    follow(way, part, own);
  }
  return null;
}

interface Way<T> {
  readonly branches: Branch<T>[];
  readonly path: string[];
}

function follow<T>(way: Way<T>, part: string, branch: Branch<T>): Way<T> {
  way.path.push(part);
  way.branches.push(branch);
  return way;
}

/** Extends the path to the leaf with the most items at each level. */
function toNewest<T>(way: Way<T>): Way<T> {
  for (let branch = way.branches.at(-1)!; branch.parts.size > 0; branch = way.branches.at(-1)!) {
    follow(way, ...largestOf(branch));
  }
  return way;
}

function largestOf<T>({ parts }: Branch<T>): [string, Branch<T>] {
  let largest: [string, Branch<T>] | null = null;
  for (const entry of parts) if (!largest || entry[1].size > largest[1].size) largest = entry;
  return largest!;
}

function takeNewest<T>({ branches, path }: Way<T>): T {
  const item = branches.at(-1)!.items.pop()!;
  shrink(branches, path);
  return item;
}

/** Decrements each branch of the path and removes empty ones. */
function shrink<T>(branches: readonly Branch<T>[], path: readonly string[]): void {
  for (const branch of branches) branch.size -= 1;
  path.forEach((part, index) => {
    if (branches[index + 1]!.size === 0) branches[index]!.parts.delete(part);
  });
}

/** Takes the next item; each of its branches moves behind its siblings. */
function takeTurn<T>(branch: Branch<T>): T {
  branch.size -= 1;
  const next = branch.parts.entries().next();
  if (next.done) return branch.items.shift()!;
  const [name, part] = next.value;
  const item = takeTurn(part);
  branch.parts.delete(name);
  if (part.size > 0) branch.parts.set(name, part);
  return item;
}
