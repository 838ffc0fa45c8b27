import fc from 'fast-check';
import { BoundedMap } from './bounded-map.js';

describe('BoundedMap', () => {
  it('a bounded map never exceeds its limit and always holds the last entry', () => {
    const operations = fc.array(fc.tuple(fc.constantFrom('set', 'get', 'delete'), fc.nat(30)));
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), operations, (limit, steps) => {
        const map = new BoundedMap<number, string>(limit);
        const truth = new Map<number, string>();
        steps.forEach(([what, key], step) => {
          if (what === 'delete') {
            map.delete(key);
            truth.delete(key);
          } else if (what === 'set') {
            map.set(key, `${key}@${step}`);
            truth.set(key, `${key}@${step}`);
            expect(map.get(key)).toBe(`${key}@${step}`);
          } else if (map.get(key) !== undefined) {
            expect(map.get(key)).toBe(truth.get(key));
          }
          expect(map.size).toBeLessThanOrEqual(limit + 1);
        });
      }),
    );
  });

  it('a bounded map keeps an entry that is read often while many others are added', () => {
    const map = new BoundedMap<string, number>(100);
    map.set('favourite', 1);
    for (let i = 0; i < 50_000; i += 1) {
      map.set(`other-${i}`, i);
      if (i % 10 === 0) expect(map.get('favourite')).toBe(1);
    }
    expect(map.size).toBeLessThanOrEqual(100);
  });

  it('a bounded map deletes by a predicate in both generations', () => {
    const map = new BoundedMap<number, number>(10);
    for (let i = 0; i < 8; i += 1) map.set(i, i);
    map.deleteWhere((value) => value % 2 === 0);
    expect([...map.values()].sort()).toEqual([1, 3, 5, 7]);
  });
});
