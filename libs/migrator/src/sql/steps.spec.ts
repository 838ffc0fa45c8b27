import { finish, finishInSlices, type Steps } from './steps.js';
import { splitSteps } from './split-statements.js';

const countOf = (steps: Steps<unknown>): number => {
  let count = 0;
  while (!steps.next().done) count += 1;
  return count;
};

describe('long work in steps', () => {
  it('endless work in steps ends when the signal aborts', async () => {
    function* endless(): Steps<never> {
      for (;;) yield;
    }
    const controller = new AbortController();
    // A timer, like a signal of the operating system, needs the event loop.
    setTimeout(() => controller.abort(), 1);
    await expect(finishInSlices(endless(), controller.signal)).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
  });

  it('work in steps gives the same result at once and in slices', async () => {
    function* few(): Steps<number> {
      yield;
      return 7;
    }
    expect([finish(few()), await finishInSlices(few(), undefined)]).toEqual([7, 7]);
  });

  it.each([
    ['many statements', "INSERT INTO t VALUES (1, 'x');\n", ''],
    ['one long statement', "(1, 'x'), ", 'INSERT INTO t VALUES '],
  ])('four times the text takes four times as many steps: %s', (_, piece, start) => {
    const one = countOf(splitSteps(start + piece.repeat(5_000)));
    const four = countOf(splitSteps(start + piece.repeat(20_000)));
    expect(one).toBeGreaterThan(10);
    expect(four / one).toBeCloseTo(4, 0);
  });
});
