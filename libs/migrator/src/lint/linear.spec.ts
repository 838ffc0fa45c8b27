import { parseScript } from '../files/script.js';
import { lintScript } from './lint-script.js';

/** The number of characters that `work` reads one by one or copies. */
function charactersOf(work: () => void): number {
  let count = 0;
  const { charCodeAt, slice, split } = String.prototype;
  const spies = [
    jest.spyOn(String.prototype, 'charCodeAt').mockImplementation(function (this: string, at) {
      count += 1;
      return charCodeAt.call(this, at);
    }),
    jest.spyOn(String.prototype, 'slice').mockImplementation(function (this: string, ...range) {
      const result = slice.apply(this, range);
      count += result.length;
      return result;
    }),
    jest.spyOn(String.prototype, 'split').mockImplementation(function (
      this: string,
      ...by: unknown[]
    ) {
      count += this.length;
      return (split as (...args: unknown[]) => string[]).apply(this, by);
    }),
  ];
  try {
    work();
    return count;
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('the lint of a long file', () => {
  it.each([
    ['fixtures', "INSERT INTO t VALUES (1, 'some text');\n"],
    ['findings', 'DELETE FROM t;\n'],
    ['findings in one line', 'DELETE FROM t; '],
    ['changes of tables', 'ALTER TABLE t ADD a text, DROP b;\n'],
  ])(
    'the lint of a file that is four times as long reads four times as many characters: %s',
    (_, line) => {
      const lint = (count: number) => () => void lintScript(parseScript('f', line.repeat(count)));
      const [one, four] = [charactersOf(lint(100)), charactersOf(lint(400))];
      expect(one).toBeGreaterThan(0);
      expect(four / one).toBeLessThan(4.5);
    },
  );
});
