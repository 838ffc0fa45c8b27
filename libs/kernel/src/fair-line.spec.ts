import fc from 'fast-check';
import { FairLine } from './fair-line.js';

describe('a line that is fair by source', () => {
  it('gives each source its turn, however many wait of another', () => {
    const line = new FairLine<string>(100);
    for (let index = 0; index < 50; index += 1) line.push('many', `many ${index}`);
    line.push('few', 'few');
    expect(line.take(3)).toEqual(['many 0', 'few', 'many 1']);
    expect(line.size).toBe(48);
  });

  it('takes the last place of the source that holds most for one that holds less', () => {
    const line = new FairLine<string>(4);
    for (let index = 0; index < 4; index += 1) expect(line.push('many', `m${index}`)).toBeNull();
    expect(line.push('many', 'm4')).toBe('m4');
    expect(line.push('few', 'f0')).toBe('m3');
    expect(line.take(9)).toEqual(['m0', 'f0', 'm1', 'm2']);
    expect([line.size, line.take(1)]).toEqual([0, []]);
  });

  it('never holds more than its places, loses none, and gives no source more than another wants', () => {
    const sources = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), sources, (places, pushed) => {
        const line = new FairLine<{ source: number }>(places);
        const gone = pushed.map((source) => line.push(String(source), { source }));
        expect(line.size).toBeLessThanOrEqual(places);
        const kept = line.take(places + 1);
        expect(kept.length + gone.filter((one) => one !== null).length).toBe(pushed.length);
        const counts = [0, 1, 2, 3, 4, 5].map(
          (source) => kept.filter((one) => one.source === source).length,
        );
        for (const [source, count] of counts.entries()) {
          const asked = pushed.filter((one) => one === source).length;
          if (count < asked) expect(count).toBeGreaterThanOrEqual(Math.max(...counts) - 1);
        }
      }),
    );
  });
});
