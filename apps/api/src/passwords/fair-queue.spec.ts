import fc from 'fast-check';
import { FairQueue } from './fair-queue.js';

const drain = <T>(queue: FairQueue<T>): T[] => {
  const items: T[] = [];
  for (let item = queue.take(); item !== null; item = queue.take()) items.push(item);
  return items;
};

describe('the fair queue', () => {
  it('gives each source its turn in rotation, and keeps the order within a source', () => {
    const queue = new FairQueue<string>(100);
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) queue.push(item[0]!, item);
    expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
  });

  it('takes a place from the source that fills it, for one that has fewer', () => {
    const queue = new FairQueue<string>(4);
    for (const item of ['a1', 'a2', 'a3', 'a4']) expect(queue.push('a', item)).toBeNull();
    expect(queue.push('b', 'b1')).toBe('a4');
    expect(queue.push('a', 'a5')).toBe('a5');
    expect(queue.push('b', 'b2')).toBe('a3');
    expect(queue.push('b', 'b3')).toBe('b3');
    expect(drain(queue)).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  it('forgets an item that was removed, once', () => {
    const queue = new FairQueue<string>(4);
    queue.push('a', 'a1');
    expect(queue.remove('a', 'a1')).toBe(true);
    expect(queue.remove('a', 'a1')).toBe(false);
    expect(queue.size).toBe(0);
    expect(queue.take()).toBeNull();
  });

  it('never holds more than its places, loses nothing, and lets no source wait behind all of another', () => {
    const pushes = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 200 });
    fc.assert(
      fc.property(pushes, fc.integer({ min: 1, max: 20 }), (sources, places) => {
        const queue = new FairQueue<{ source: string }>(places);
        const evicted = sources.flatMap((source) => queue.push(source, { source }) ?? []);
        expect(queue.size).toBeLessThanOrEqual(places);
        const taken = drain(queue);
        expect(taken.length + evicted.length).toBe(sources.length);
        const firstTurns = taken.slice(0, new Set(taken.map(({ source }) => source)).size);
        expect(new Set(firstTurns.map(({ source }) => source)).size).toBe(firstTurns.length);
      }),
    );
  });
});
