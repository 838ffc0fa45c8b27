import fc from 'fast-check';
import type { LoggedChange } from '../change-log.store.js';
import { comparePlaces, formatCursor, parseCursor } from './cursor.js';
import { RecentChanges } from './recent-changes.js';

const place = fc.record({ xid: fc.nat(1e9), seq: fc.nat(1e9) });

describe('a cursor', () => {
  it('a cursor is parsed to what it was formatted from', () => {
    fc.assert(
      fc.property(place, fc.uuid(), fc.nat(4e9), (at, id, atSeconds) => {
        const cursor = { ...at, log: `${id}-1`, atSeconds };
        expect(parseCursor(formatCursor(cursor))).toEqual(cursor);
        expect(formatCursor(cursor)).toMatch(/^[!-~]{1,128}$/);
      }),
    );
  });

  it('a text that is no cursor is parsed to null', () => {
    for (const text of [
      '',
      'x',
      '1.2.3',
      'a.1.2.3.4',
      'a.-1.2.3',
      'a.1e3.2.3',
      `a.${'9'.repeat(99)}.2.3`,
    ]) {
      expect(parseCursor(text)).toBeNull();
    }
    fc.assert(fc.property(fc.string(), (text) => void parseCursor(text)));
  });
});

describe('the end of the log in memory', () => {
  const log = (count: number): LoggedChange[] =>
    Array.from(
      { length: count },
      (_, index) => ({ xid: 10 + (index >> 1), seq: index }) as LoggedChange,
    );

  it('the end of the log in memory answers as a scan of the whole log does, or null', () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.integer({ min: 1, max: 20 }),
        fc.record({ xid: fc.integer({ min: 5, max: 35 }), seq: fc.nat(45) }),
        fc.integer({ min: 1, max: 10 }),
        (count, max, from, limit) => {
          const all = log(count);
          const recent = new RecentChanges({ xid: 10, seq: -1 }, max);
          for (const change of all) recent.add([change]);
          const found = recent.after(from, limit);
          const scan = all.filter((change) => comparePlaces(change, from) > 0).slice(0, limit);
          if (found) expect(found).toEqual(scan);
          const lastKept = all.at(-max - 1) ?? { xid: 10, seq: -1 };
          const isHeld =
            comparePlaces(from, lastKept) >= 0 &&
            comparePlaces(from, all.at(-1) ?? { xid: 10, seq: -1 }) <= 0;
          expect(found !== null).toBe(isHeld);
        },
      ),
    );
  });
});
