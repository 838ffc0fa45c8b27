import { expandVariables } from './expand-variables.js';

const expand = (text: string, values: Record<string, string | null> = {}) =>
  expandVariables(text, (name) => values[name]).text;

describe('a variable in a value', () => {
  // python-dotenv's tests/test_main.py, test_dotenv_values_string_io (BSD-3-Clause, see python-dotenv.LICENSE).
  it.each<[Record<string, string>, string, string]>([
    [{ b: 'c' }, '$b', '$b'],
    [{ b: 'c' }, '${b}', 'c'],
    [{ b: 'c' }, '${b:-d}', 'c'],
    [{}, '${b}', ''],
    [{}, '${b:-d}', 'd'],
    [{ b: 'c' }, 'x${b}y', 'xcy'],
    [{ b: 'c' }, '${b}${b}', 'cc'],
  ])(
    'a variable in a value is expanded as by python-dotenv: with %j, %j',
    (values, text, expected) => {
      expect(expand(text, values)).toBe(expected);
    },
  );

  it.each<[string, string]>([
    ['${a:-}', ''],
    ['${a:b}', '${a:b}'],
    ['${a', '${a'],
    ['${}', ''],
    ['${a:-${b}}', '${b}'],
    ['$${b}', '$c'],
    ['\\${b}', '\\c'],
    ['${b:-:-}', 'c'],
    ['${a:-:-}', ':-'],
    ['${e:-d}', ''],
    ['${n:-d}', ''],
  ])(
    'a variable in a value is unchanged or empty where it is in python-dotenv: %j',
    (text, expected) => {
      expect(expand(text, { b: 'c', e: '', n: null })).toBe(expected);
    },
  );

  it('the value of a variable is not expanded again', () => {
    expect(expand('${a}', { a: '${a}${a}' })).toBe('${a}${a}');
  });

  it('variables are not expanded beyond the maximum length', () => {
    expect(expandVariables('${a}${a}', () => 'x'.repeat(60), 100).text).toBeNull();
  });

  it.each(['${a}', '${', '${a:', '${a:b', '${a:-', '$', '}'])(
    'expansion takes linear time for repetitions of %j',
    (piece) => {
      const steps = (count: number) => expandVariables(piece.repeat(count), () => '').steps;
      expect(steps(4000)).toBeLessThan(4.1 * steps(1000));
      const before = (count: number) => expandVariables(`${piece.repeat(count)}:}`, () => '').steps;
      expect(before(4000)).toBeLessThan(4.1 * before(1000));
    },
  );
});
