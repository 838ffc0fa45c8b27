import fc from 'fast-check';
import { FairQueue, type FairPath } from './fair-queue.js';

const drain = <T>(queue: FairQueue<T>): T[] => {
  const items: T[] = [];
  for (let item = queue.take(); item !== null; item = queue.take()) items.push(item);
  return items;
};

/** `a.b1` waits in part `b` of `a`; the digits only tell items apart. */
const pathOf = (item: string) => item.replace(/\d+$/, '').split('.') as unknown as FairPath;
const fill = (queue: FairQueue<string>, items: readonly string[]) =>
  items.map((item) => queue.push(pathOf(item), item));

describe('the fair queue', () => {
  it('gives each source its turn in rotation, and keeps the order within a source', () => {
    const queue = new FairQueue<string>(100);
    fill(queue, ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']);
    expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
  });

  it('gives a site one turn for all of its networks, each of which has its turn among them', () => {
    const queue = new FairQueue<string>(100);
    fill(queue, ['a.x1', 'a.y1', 'a.z1', 'a.x2', 'b.x1', 'b.x2', 'b.x3']);
    expect(drain(queue)).toEqual(['a.x1', 'b.x1', 'a.y1', 'b.x2', 'a.z1', 'b.x3', 'a.x2']);
  });

  it('takes a place from the source that fills it, for one that has fewer', () => {
    const queue = new FairQueue<string>(4);
    expect(fill(queue, ['a1', 'a2', 'a3', 'a4'])).toEqual([null, null, null, null]);
    expect(fill(queue, ['b1', 'a5', 'b2', 'b3'])).toEqual(['a4', 'a5', 'a3', 'b3']);
    expect(drain(queue)).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  it('takes a place from a site whose many addresses fill it with one each', () => {
    const queue = new FairQueue<string>(4);
    fill(queue, ['a.a1', 'a.b1', 'a.c1', 'a.d1']);
    expect(fill(queue, ['b.a1', 'b.b1', 'b.c1'])).toEqual(['a.a1', 'a.b1', 'b.c1']);
    // Within its own site one that has none comes before one that has several.
    expect(fill(queue, ['a.c2', 'c.a1', 'c.a2'])).toEqual(['a.c2', 'a.c1', 'c.a2']);
    expect(drain(queue)).toEqual(['a.d1', 'b.a1', 'c.a1', 'b.b1']);
  });

  it('lets one of a full site in at the cost of its own greedy neighbour alone', () => {
    const queue = new FairQueue<string>(4);
    fill(queue, ['a.x1', 'a.x2', 'a.x3', 'b.x1']);
    expect(fill(queue, ['a.y1'])).toEqual(['a.x3']);
    expect(drain(queue)).toEqual(['a.x1', 'b.x1', 'a.y1', 'a.x2']);
  });

  it('forgets an item that was removed, once', () => {
    const queue = new FairQueue<string>(4);
    fill(queue, ['a.x1']);
    expect(queue.remove(['a', 'y'], 'a.x1')).toBe(false);
    expect(queue.remove(['a', 'x'], 'a.x1')).toBe(true);
    expect(queue.remove(['a', 'x'], 'a.x1')).toBe(false);
    expect(queue.size).toBe(0);
    expect(queue.take()).toBeNull();
  });

  const part = fc.constantFrom('a', 'b', 'c');
  const path = fc.tuple(part, part, part);
  const pushes = fc.array(path, { maxLength: 200 });
  const few = fc.integer({ min: 1, max: 20 });
  const startOf = (of: FairPath, depth: number) => of.slice(0, depth).join();

  /** How many of the items lie below each part at a depth. */
  const sizesAt = (items: readonly { path: FairPath }[], depth: number) => {
    const sizes = new Map<string, number>();
    for (const item of items) {
      const start = startOf(item.path, depth);
      sizes.set(start, (sizes.get(start) ?? 0) + 1);
    }
    return sizes;
  };

  it('never holds more than its places, and loses nothing', () => {
    fc.assert(
      fc.property(pushes, few, (paths, places) => {
        const queue = new FairQueue<{ path: FairPath }>(places);
        const evicted = paths.flatMap((of) => queue.push(of, { path: of }) ?? []);
        expect(queue.size).toBe(Math.min(places, paths.length));
        expect(drain(queue).length + evicted.length).toBe(paths.length);
        expect(queue.size).toBe(0);
      }),
    );
  });

  it('turns nobody away, nor out, for the sake of who has more', () => {
    fc.assert(
      fc.property(pushes, few, (paths, places) => {
        const queue = new FairQueue<{ path: FairPath }>(places);
        const held = new Set<{ path: FairPath }>();
        for (const of of paths) {
          const item = { path: of };
          const loser = queue.push(of, item);
          held.add(item);
          if (!loser) continue;
          held.delete(loser);
          // Where the two part ways, who lost its place has left at least as many as any neighbour has.
          const all = [...held];
          for (let depth = 1; depth <= 3; depth += 1) {
            const isSameAbove = startOf(loser.path, depth - 1) === startOf(of, depth - 1);
            if (!isSameAbove || startOf(loser.path, depth) === startOf(of, depth)) continue;
            const sizes = sizesAt(all, depth);
            const ofLoser = sizes.get(startOf(loser.path, depth)) ?? 0;
            expect(ofLoser).toBeGreaterThanOrEqual(sizes.get(startOf(of, depth)) ?? 0);
          }
          if (loser === item) {
            const sizes = sizesAt(all, 1);
            const own = sizes.get(startOf(of, 1)) ?? 0;
            expect(Math.max(...sizes.values())).toBeLessThanOrEqual(own + 1);
          }
        }
      }),
    );
  });

  it('gives no part more turns than another that waits all the while, at any step', () => {
    fc.assert(
      fc.property(pushes, (paths) => {
        const queue = new FairQueue<{ path: FairPath }>(1000);
        for (const of of paths) queue.push(of, { path: of });
        const left = new Set<{ path: FairPath }>(paths.map((of) => ({ path: of })));
        const waiting = sizesAt([...left], 1);
        const served = new Map<string, number>();
        for (let item = queue.take(); item; item = queue.take()) {
          const [root] = item.path;
          served.set(root, (served.get(root) ?? 0) + 1);
          waiting.set(root, waiting.get(root)! - 1);
          const counts = [...waiting].filter(([, rest]) => rest > 0).map(([name]) => served.get(name) ?? 0); // prettier-ignore
          // Those that still wait have had as many turns as each other, but for the round that runs.
          expect(Math.max(...counts, 0) - Math.min(...counts, Infinity)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('serves one of a quiet site within a round, however many a busy one sends in the meantime', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { minLength: 1, maxLength: 30 }), (sent) => {
        const queue = new FairQueue<string>(64);
        for (let i = 0; i < 200; i += 1) queue.push(['busy', String(i)], 'busy');
        expect(queue.push(['quiet', 'one'], 'quiet')).toBe('busy');
        const taken: (string | null)[] = [];
        for (const count of sent) {
          for (let i = 0; i < count; i += 1) queue.push(['busy', String(i)], 'busy');
          taken.push(queue.take());
        }
        expect(taken.indexOf('quiet')).toBeLessThanOrEqual(1);
        if (sent.length >= 2) expect(taken).toContain('quiet');
      }),
    );
  });

  it('goes on in its own time with a hundred thousand sources, and keeps nothing of those that have gone', () => {
    const queue = new FairQueue<number>(256);
    for (let i = 0; i < 100_000; i += 1) queue.push([String(i % 40_000), String(i)], i);
    expect(queue.size).toBe(256);
    drain(queue);
    const { root } = queue as unknown as { root: { parts: Map<string, unknown>; size: number } };
    expect([root.parts.size, root.size]).toEqual([0, 0]);
  });
});
