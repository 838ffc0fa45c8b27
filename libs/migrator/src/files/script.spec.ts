import { MigratorError } from '../errors.js';
import { parseScript } from './script.js';

function refusalOf(sql: string): MigratorError {
  try {
    parseScript('up/1.sql', sql);
  } catch (error) {
    if (error instanceof MigratorError) return error;
    throw error;
  }
  throw new Error('It was not refused');
}

describe('a script', () => {
  it('a script may opt out of the transaction in its first line, with one statement', () => {
    const sql = '-- gatehouse:no-transaction\nCREATE INDEX CONCURRENTLY i ON t (a);';
    expect(parseScript('f', sql).directives.noTransaction).toBe(true);
    expect(parseScript('f', 'SELECT 1').directives.noTransaction).toBe(false);
  });

  it('a script without a transaction may have only one statement', () => {
    const error = refusalOf('-- gatehouse:no-transaction\nSELECT 1;\n  SELECT 2;');
    expect(error.message).toMatch(/^up\/1\.sql:3:3: .*one statement only/);
    expect(error.exitCode).toBe(5);
  });

  it('a misspelt or late directive is refused', () => {
    expect(refusalOf('-- gatehouse:no-transactions\nSELECT 1').message).toMatch(
      /unknown directive "gatehouse:no-transactions"/,
    );
    expect(refusalOf('SELECT 1;\n-- gatehouse:no-transaction').message).toMatch(
      /:2:1: .*must be the first line/,
    );
  });

  it('allow directives are read from a script', () => {
    const { allowed } = parseScript('f', '-- gatehouse:allow drop, rename\nSELECT 1').directives;
    expect([...allowed]).toEqual(['drop', 'rename']);
  });

  it('a script may have one least-release directive with a valid release', () => {
    const leastOf = (sql: string) => parseScript('f', sql).directives.leastRelease;
    expect(leastOf('SELECT 1')).toBeNull();
    expect(leastOf('-- gatehouse:least-release 0.2.0-rc.1\nSELECT 1')).toBe('0.2.0-rc.1');
    expect(refusalOf('-- gatehouse:least-release next\nSELECT 1').message).toMatch(
      /wants a release like 1\.4\.0, not "next"/,
    );
    const twice = '-- gatehouse:least-release 0.2.0\n-- gatehouse:least-release 0.3.0';
    expect(refusalOf(twice).message).toMatch(/:2:1: .*once/);
  });

  it('a directive in a string is ignored', () => {
    const sql = "SELECT '\n-- gatehouse:no-transaction\n'";
    expect(parseScript('f', sql).directives.noTransaction).toBe(false);
  });

  it.each([
    'BEGIN',
    'start transaction',
    'COMMIT',
    'end',
    'ROLLBACK',
    'rollback and chain',
    'ABORT',
    "PREPARE TRANSACTION 'x'",
  ])('a script with %s is refused, because it would end its transaction', (statement) => {
    expect(refusalOf(`SELECT 1;\n${statement};`).message).toMatch(/:2:1: .*not allowed/);
  });

  it.each(['SAVEPOINT a', 'ROLLBACK TO a', 'ROLLBACK WORK TO SAVEPOINT a', 'RELEASE a'])(
    'a script may contain %s',
    (statement) => {
      expect(parseScript('f', statement).statements).toHaveLength(1);
    },
  );

  it('psql commands in a script are refused', () => {
    expect(refusalOf('\\i other.sql').message).toMatch(/psql/);
    expect(refusalOf('COPY t (a, b) FROM stdin;').message).toMatch(/COPY/);
    expect(parseScript('f', "COPY t FROM '/tmp/x'").statements).toHaveLength(1);
  });

  it('COPY … FROM STDIN is refused before the quotes in its data are parsed', () => {
    const { message, hint } = refusalOf(
      "SELECT 1;\ncopy public.t from STDIN;\n1\tit's $x$ /*\n\\.\n",
    );
    expect(message).toMatch(/^up\/1\.sql:2:1: COPY … FROM STDIN cannot be run here: use INSERT/);
    expect(hint).toMatch(/--inserts/);
    expect(parseScript('f', 'SELECT stdin FROM stdin; COPY t TO stdin').statements).toHaveLength(2);
  });

  it.each([
    'SET standard_conforming_strings = off',
    "SET LOCAL standard_conforming_strings TO 'off'",
    "SELECT pg_catalog.set_config('standard_conforming_strings', 'off', false)",
  ])('a backslash in a string after %s is refused as ambiguous', (setting) => {
    expect(refusalOf(`${setting};\nSELECT 'a\\';`).message).toMatch(/:2:8: a backslash/);
    expect(parseScript('f', `${setting}; SELECT E'a\\'b', 'c'`).statements).toHaveLength(2);
    const again = `${setting}; SET standard_conforming_strings = on; SELECT 'a\\'`;
    expect(parseScript('f', again).statements).toHaveLength(3);
  });

  it('the reason of an irreversible directive is read', () => {
    const whyOf = (sql: string) => parseScript('f', sql).directives.irreversible;
    expect(whyOf('-- gatehouse:irreversible the keys are gone')).toBe('the keys are gone');
    expect(whyOf('-- gatehouse:irreversible')).toBe('');
    expect(whyOf('SELECT 1')).toBeNull();
  });

  it('an unterminated quote is refused with its position', () => {
    expect(refusalOf("SELECT 1;\nSELECT 'a;\n").message).toBe(
      'up/1.sql:2:8: unterminated quoted string',
    );
  });
});
