import { finish, finishInSlices, type Steps } from './steps.js';
import { splitSteps } from './split-statements.js';

const countOf = (steps: Steps<unknown>): number => {
  let count = 0;
  while (!steps.next().done) count += 1;
  return count;
};

describe('long work in steps', () => {
  it('ends as soon as the signal says so, though it would go on for ever', async () => {
    function* endless(): Steps<never> {
      for (;;) yield;
    }
    const controller = new AbortController();
    // A timer, as a signal of the operating system, is served by the event loop alone.
    setTimeout(() => controller.abort(), 1);
    await expect(finishInSlices(endless(), controller.signal)).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
  });

  it('gives the same, at once or in slices', async () => {
    function* few(): Steps<number> {
      yield;
      return 7;
    }
    expect([finish(few()), await finishInSlices(few(), undefined)]).toEqual([7, 7]);
  });

  it.each([
    ['many statements', "INSERT INTO t VALUES (1, 'x');\n", ''],
    ['one long statement', "(1, 'x'), ", 'INSERT INTO t VALUES '],
  ])('is four times as many for four times the text: %s', (_, piece, start) => {
    const one = countOf(splitSteps(start + piece.repeat(5_000)));
    const four = countOf(splitSteps(start + piece.repeat(20_000)));
    expect(one).toBeGreaterThan(10);
    expect(four / one).toBeCloseTo(4, 0);
  });
});
