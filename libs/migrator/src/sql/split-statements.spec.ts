import fc from 'fast-check';
import { positionAt } from './position.js';
import { shapeOf } from './shape.js';
import { splitStatements } from './split-statements.js';
import { UnterminatedError } from './tokens.js';

const texts = (sql: string): string[] => splitStatements(sql).map(({ text }) => text);

describe('splitting a script', () => {
  it('a script is split at semicolons, without empty statements', () => {
    expect(texts(';; SELECT 1 ;\n\n;SELECT 2;')).toEqual(['SELECT 1', 'SELECT 2']);
    expect(texts('SELECT 1; -- the end')).toEqual(['SELECT 1']);
    expect(texts(' \n-- nothing\n/* at all; */')).toEqual([]);
  });

  it.each([
    ['a quoted text', `SELECT 'a;b'`],
    ['a doubled quote', `SELECT 'it''s; fine'`],
    ['a backslash before the closing quote', `SELECT 'C:\\', 1`],
    ['an escape string', `SELECT E'it\\'s; fine'`],
    ['a quoted identifier', `SELECT 1 AS "a;""b"`],
    ['a dollar-quoted text', `SELECT $$a;b$$`],
    ['a tagged dollar quote around another', `SELECT $a$ $$;$$ $b$;$b$ $a$`],
    ['a line comment', `SELECT 1 -- not; yet\n + 1`],
    ['nested block comments', `SELECT /* a; /* b; */ c; */ 1`],
    ['a comment in a quote', `SELECT '--;', '/*'`],
    ['parentheses', `CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a; DELETE FROM b)`],
    [
      'an SQL-standard body',
      `CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END`,
    ],
    [
      'an SQL-standard body with CASE',
      `CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END`,
    ],
    [
      'an SQL-standard body with names that are words of its own',
      `CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT p.begin AS end, p . end AS case FROM p; WITH x AS (SELECT 1) SELECT CASE WHEN true THEN 1 END AS y FROM x; END`,
    ],
    ['the second part of an escape string', `SELECT E'a'\n  'it\\'s; fine'`],
    ['an escape string over a comment', `SELECT E'a' -- so\n 'b\\';'`],
    ['a text with Unicode escapes', `SELECT U&'a\\;' UESCAPE '!', U&"b;\\"`],
    ['an operator before a comment', `SELECT 1 +-- a; b\n 2`],
    ['a body within a body', `DO $a$ BEGIN EXECUTE $b$ SELECT ';' $b$; END $a$`],
    [
      'a trigger on two events',
      `CREATE TRIGGER t AFTER INSERT OR UPDATE ON a EXECUTE FUNCTION f()`,
    ],
    ['a column that is called atomic', `SELECT begin, atomic FROM t`],
    ['a parameter-like dollar', `SELECT a$1, b$x$ FROM t`],
  ])('a script is not split inside %s', (_, statement) => {
    expect(texts(`${statement}; SELECT 2`)).toEqual([statement, 'SELECT 2']);
  });

  it('a line comment ends at CR, as in PostgreSQL', () => {
    expect(texts('-- first\rSELECT 1;\r-- then\rSELECT 2')).toEqual(['SELECT 1', 'SELECT 2']);
  });

  it('only the white space of PostgreSQL separates tokens', () => {
    expect(texts('\u00a0;\uFEFF;\u2028')).toEqual(['\u00a0', '\uFEFF', '\u2028']);
    expect(texts(' \t\r\n\f\v;')).toEqual([]);
  });

  it('BEGIN and END outside of a routine are plain words', () => {
    expect(texts('BEGIN; SELECT atomic FROM t; END; SELECT 1')).toHaveLength(4);
  });

  it.each([
    [`SELECT 'a`, 'quoted string', 7],
    [`SELECT "a`, 'quoted identifier', 7],
    ['SELECT 1; SELECT $x$ a $$', 'dollar-quoted string $x$', 17],
    ['/* a /* b */', 'comment', 0],
    ['SELECT (1; SELECT 2', 'parenthesis', 7],
  ])('an unterminated part of %s is named with its position', (sql, what, offset) => {
    const attempt = (): unknown => splitStatements(sql);
    expect(attempt).toThrow(new UnterminatedError(what, offset));
    expect(attempt).toThrow(expect.objectContaining({ offset }));
  });

  it('each statement is at its reported position, with any tokens in between', () => {
    const piece = fc.constantFrom(
      "'a;b'",
      "E'\\';'",
      '"c;d"',
      '$$;$$',
      '$t$ ; $$ $t$',
      '/* ; */',
      '--;\n',
      '(a;b)',
      'word',
      'ä',
      '1.5',
      '😀',
    );
    const statement = fc
      .array(piece, { minLength: 1, maxLength: 6 })
      .map((pieces) => `SELECT ${pieces.join(' ')} x`);
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 6 }), (statements) => {
        const sql = statements.join(' ;\n');
        const found = splitStatements(sql);
        expect(found.map(({ text }) => text)).toEqual(statements);
        expect(found.every(({ text, start }) => sql.startsWith(text, start))).toBe(true);
      }),
    );
  });

  it('splitting terminates for any text, with UnterminatedError as the only error', () => {
    const soup = fc.array(fc.constantFrom(...`'"$-/*;()E\\ \nab1ä`), { maxLength: 60 });
    fc.assert(
      fc.property(soup, (characters) => {
        try {
          splitStatements(characters.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(UnterminatedError);
        }
      }),
    );
  });

  it('a large script is split in linear time', () => {
    const sql = `INSERT INTO t VALUES ('${'x'.repeat(1000)}');\n`.repeat(3000);
    expect(splitStatements(sql)).toHaveLength(3000);
    expect(splitStatements(`SELECT E'a' ${'-- '.repeat(100_000)}`)).toHaveLength(1);
    expect(splitStatements('('.repeat(100_000) + ')'.repeat(100_000))).toHaveLength(1);
  });
});

describe('a position', () => {
  it('a position counts lines and columns from 1, and an astral character as one', () => {
    expect(positionAt('abc', 0)).toEqual({ line: 1, column: 1 });
    expect(positionAt('a\n😀x', 4)).toEqual({ line: 2, column: 2 });
    expect(positionAt('a\r\nb\rcd', 6)).toEqual({ line: 3, column: 2 });
  });
});

describe('the shape of a statement', () => {
  it('the shape of a statement has upper-case words, emptied string literals and no comments', () => {
    const sql = `alter  table public."Users" -- why\n add column a text default 'x;y'`;
    expect(shapeOf(sql)).toBe(`ALTER TABLE PUBLIC."Users" ADD COLUMN A TEXT DEFAULT ''`);
  });
});
