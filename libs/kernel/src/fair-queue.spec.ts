import fc from 'fast-check';
import { FairQueue, type FairPath } from './fair-queue.js';

const drain = <T>(queue: FairQueue<T>): T[] => {
  const items: T[] = [];
  for (let item = queue.take(); item !== null; item = queue.take()) items.push(item);
  return items;
};

/** `a.b1` is an item of the site `a` and its network `b`; the digits only distinguish items. */
const pathOf = (item: string) => item.replace(/\d+$/, '').split('.') as unknown as FairPath;
const fill = (queue: FairQueue<string>, items: readonly string[]) =>
  items.map((item) => queue.push(pathOf(item), item));

describe('the fair queue', () => {
  it('the fair queue serves sources in rotation and keeps the order within a source', () => {
    const queue = new FairQueue<string>(100);
    fill(queue, ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']);
    expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
  });

  it('the fair queue gives a site one turn for all of its networks, which take turns among themselves', () => {
    const queue = new FairQueue<string>(100);
    fill(queue, ['a.x1', 'a.y1', 'a.z1', 'a.x2', 'b.x1', 'b.x2', 'b.x3']);
    expect(drain(queue)).toEqual(['a.x1', 'b.x1', 'a.y1', 'b.x2', 'a.z1', 'b.x3', 'a.x2']);
  });

  it('a full fair queue evicts an item of the source with the most for a source with fewer', () => {
    const queue = new FairQueue<string>(4);
    expect(fill(queue, ['a1', 'a2', 'a3', 'a4'])).toEqual([null, null, null, null]);
    expect(fill(queue, ['b1', 'a5', 'b2', 'b3'])).toEqual(['a4', 'a5', 'a3', 'b3']);
    expect(drain(queue)).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  it('a full fair queue evicts an item of a site that fills it with one item of each of many addresses', () => {
    const queue = new FairQueue<string>(4);
    fill(queue, ['a.a1', 'a.b1', 'a.c1', 'a.d1']);
    expect(fill(queue, ['b.a1', 'b.b1', 'b.c1'])).toEqual(['a.a1', 'a.b1', 'b.c1']);
    // Within a site, an address without items comes before one with several.
    expect(fill(queue, ['a.c2', 'c.a1', 'c.a2'])).toEqual(['a.c2', 'a.c1', 'c.a2']);
    expect(drain(queue)).toEqual(['a.d1', 'b.a1', 'c.a1', 'b.b1']);
  });

  it('an item of a full site evicts only an item of the largest network of that site', () => {
    const queue = new FairQueue<string>(4);
    fill(queue, ['a.x1', 'a.x2', 'a.x3', 'b.x1']);
    expect(fill(queue, ['a.y1'])).toEqual(['a.x3']);
    expect(drain(queue)).toEqual(['a.x1', 'b.x1', 'a.y1', 'a.x2']);
  });

  it('an item can be removed from the fair queue once', () => {
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

  it('the fair queue never exceeds its size, and every item is either taken or evicted', () => {
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

  it('the fair queue never evicts or refuses an item in favour of a part that has more', () => {
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
          // At the depth where the two paths differ, the part of the evicted item still has at least as many items as
          // the other.
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

  it('parts that wait all the time get the same number of turns', () => {
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
          // Parts that still wait have had the same number of turns, except for the current round.
          expect(Math.max(...counts, 0) - Math.min(...counts, Infinity)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('an item of a quiet site is served within one round, however many items a busy site adds', () => {
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

  it('the fair queue stays fast with 100,000 sources and keeps nothing of empty ones', () => {
    const queue = new FairQueue<number>(256);
    for (let i = 0; i < 100_000; i += 1) queue.push([String(i % 40_000), String(i)], i);
    expect(queue.size).toBe(256);
    drain(queue);
    const { root } = queue as unknown as { root: { parts: Map<string, unknown>; size: number } };
    expect([root.parts.size, root.size]).toEqual([0, 0]);
  });
});
