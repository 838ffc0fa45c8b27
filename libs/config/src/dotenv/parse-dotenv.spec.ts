import { parseDotenv } from './parse-dotenv.js';

/** Line, name (`null`: invalid), value (`null`: no `=`). */
type Row = readonly [line: number, name: string | null, value: string | null];

const read = (text: string): Row[] =>
  parseDotenv(text).statements.map(({ line, name, value }) => [line, name, value]);

/**
 * The cases of python-dotenv's own tests/test_parser.py (version 1.2.2, BSD-3-Clause, see python-dotenv.LICENSE):
 * without comments and empty lines, which it lists too, and with the line on which the statement itself begins.
 */
const ITS_OWN: readonly (readonly [string, readonly Row[]])[] = [
  ['', []],
  ['a=b', [[1, 'a', 'b']]],
  ["'a'=b", [[1, 'a', 'b']]],
  ['[=b', [[1, '[', 'b']]],
  [' a = b ', [[1, 'a', 'b']]],
  ['export a=b', [[1, 'a', 'b']]],
  [" export 'a'=b", [[1, 'a', 'b']]],
  ['# a=b', []],
  ['a=b#c', [[1, 'a', 'b#c']]],
  ['a=b #c', [[1, 'a', 'b']]],
  ['a=b\t#c', [[1, 'a', 'b']]],
  ['a=b c', [[1, 'a', 'b c']]],
  ['a=b\tc', [[1, 'a', 'b\tc']]],
  ['a=b  c', [[1, 'a', 'b  c']]],
  ['a=b\u00a0 c', [[1, 'a', 'b\u00a0 c']]],
  ['a=b c ', [[1, 'a', 'b c']]],
  ["a='b c '", [[1, 'a', 'b c ']]],
  ['a="b c "', [[1, 'a', 'b c ']]],
  ['export export_a=1', [[1, 'export_a', '1']]],
  ['export port=8000', [[1, 'port', '8000']]],
  ['a="b\nc"', [[1, 'a', 'b\nc']]],
  ["a='b\nc'", [[1, 'a', 'b\nc']]],
  ['a="b\\nc"', [[1, 'a', 'b\nc']]],
  ["a='b\\nc'", [[1, 'a', 'b\\nc']]],
  ['a="b\\"c"', [[1, 'a', 'b"c']]],
  ["a='b\\'c'", [[1, 'a', "b'c"]]],
  ['a=à', [[1, 'a', 'à']]],
  ['a="à"', [[1, 'a', 'à']]],
  ['no_value_var', [[1, 'no_value_var', null]]],
  ['a: b', [[1, null, null]]],
  ['a=b\nc=d', [[1, 'a', 'b'], [2, 'c', 'd']]], // prettier-ignore
  ['a=b\rc=d', [[1, 'a', 'b'], [2, 'c', 'd']]], // prettier-ignore
  ['a=b\r\nc=d', [[1, 'a', 'b'], [2, 'c', 'd']]], // prettier-ignore
  ['a=\nb=c', [[1, 'a', ''], [2, 'b', 'c']]], // prettier-ignore
  ['\n\n', []],
  ['a=b\n\n', [[1, 'a', 'b']]],
  ['a=b\n\nc=d', [[1, 'a', 'b'], [3, 'c', 'd']]], // prettier-ignore
  ['a="\nb=c', [[1, null, null], [2, 'b', 'c']]], // prettier-ignore
  ['# comment\na="b\nc"\nd=e\n', [[2, 'a', 'b\nc'], [4, 'd', 'e']]], // prettier-ignore
  ['a=b\n# comment 1', [[1, 'a', 'b']]],
  ['# comment 1\n# comment 2', []],
  ['uglyKey[%$="S3cr3t_P4ssw#rD" #\na=b', [[1, 'uglyKey[%$', 'S3cr3t_P4ssw#rD'], [2, 'a', 'b']]], // prettier-ignore
  ['\ufeffa=b', [[1, 'a', 'b']]],
  ['\ufeffa=b\nc=d', [[1, 'a', 'b'], [2, 'c', 'd']]], // prettier-ignore
];

/** The results of python-dotenv 1.2.4 for further cases in which parsers of `.env` differ. */
const ITS_ANSWERS: readonly (readonly [string, readonly Row[]])[] = [
  ['a= # c', [[1, 'a', '']]],
  ['a=# c', [[1, 'a', '# c']]],
  ['a=#c', [[1, 'a', '#c']]],
  ['a=b  # c # d', [[1, 'a', 'b']]],
  ["a='C:\\dir\\'", [[1, null, null]]],
  ["a='b\\\\' # c", [[1, 'a', 'b\\']]],
  ['a="b\\\\n"', [[1, 'a', 'b\\n']]],
  ['a="\\a\\b\\f\\v\\t\\r\\x"', [[1, 'a', '\u0007\b\f\u000b\t\r\\x']]],
  ["a='b'c", [[1, null, null]]],
  ["a='b'#c", [[1, 'a', 'b']]],
  ['a="b" c', [[1, null, null]]],
  ["a='b\nc", [[1, null, null], [2, 'c', null]]], // prettier-ignore
  ["'a b'=c", [[1, 'a b', 'c']]],
  ["''=c", [[1, null, null]]],
  ["'a=b", [[1, null, null]]],
  ['=b', [[1, null, null]]],
  ['export', [[1, 'export', null]]],
  ['export  export=1', [[1, 'export', '1']]],
  ['exporta=1', [[1, 'exporta', '1']]],
  ['EXPORT a=b', [[1, null, null]]],
  ['a b=c', [[1, null, null]]],
  ['a#b=c', [[1, 'a', null]]],
  ['a==b', [[1, 'a', '=b']]],
  ["a=''", [[1, 'a', '']]],
  ['\u00a0a=b', [[1, 'a', 'b']]],
  ['a\u00a0=\u00a0b\u00a0', [[1, 'a', 'b']]],
  ['a=b\u3000#c', [[1, 'a', 'b']]],
  ['a=b\ufeff#c', [[1, 'a', 'b\ufeff#c']]],
  ['a=b\u0085c', [[1, 'a', 'b\u0085c']]],
  ['\u001ca=b\u001c#c', [[1, 'a', 'b']]],
  ["a='b\r\nc'", [[1, 'a', 'b\r\nc']]],
  ['a=b\r\n\r\nc: d\r\ne=f', [[1, 'a', 'b'], [3, null, null], [4, 'e', 'f']]], // prettier-ignore
  ['a=`b`', [[1, 'a', '`b`']]],
  ['a=b\\\nc=d', [[1, 'a', 'b\\'], [2, 'c', 'd']]], // prettier-ignore
  ["a='b' \t\n c=d", [[1, 'a', 'b'], [2, 'c', 'd']]], // prettier-ignore
  ['a="#b"', [[1, 'a', '#b']]],
  ["a='\\''", [[1, 'a', "'"]]],
];

describe('a .env file', () => {
  it.each(ITS_OWN)('a .env file is parsed as in the tests of python-dotenv: %j', (text, rows) => {
    expect(read(text)).toEqual(rows);
  });

  it.each(ITS_ANSWERS)('a .env file is parsed as by python-dotenv: %j', (text, rows) => {
    expect(read(text)).toEqual(rows);
  });

  it('an invalid statement is reported without any part of it', () => {
    const problems = parseDotenv('hunter2 b\n=hunter2\na="hunter2\n\'hunter2').statements.map(
      ({ problem }) => problem,
    );
    expect(problems).toHaveLength(4);
    expect(problems.join()).not.toContain('hunter2');
  });

  it.each([
    ['lines', 'NAME=value # remark\n'],
    ['open quotation marks', 'a="\n'],
    ['marks that are escaped', "a='\\'\n"],
    ['quoted names', "'a\n"],
    ['blanks', ' \t'],
    ['blanks in a value', 'a= b  '],
    ['backslashes', 'a="\\\\\\"'],
    ['exports', 'export '],
  ])('a .env file is parsed in linear time: %s', (_what, piece) => {
    const steps = (count: number) => parseDotenv(piece.repeat(count)).steps;
    expect(steps(4000) / steps(1000)).toBeLessThan(4.1);
  });
});
