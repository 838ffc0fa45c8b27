import { parseScript } from '../files/script.js';
import { lintScript } from './lint-script.js';

const rulesOf = (sql: string): string[] =>
  lintScript(parseScript('up/1.sql', sql)).map(({ rule }) => rule);

describe('the lint of dangerous statements', () => {
  it.each([
    ['drop', 'DROP TABLE users'],
    ['drop', 'drop type if exists mood'],
    ['drop', 'TRUNCATE users'],
    ['drop', 'DELETE FROM users'],
    ['drop', 'ALTER TABLE users DROP COLUMN email'],
    ['drop', 'ALTER TABLE users ADD a text, DROP email'],
    ['rewrite', 'ALTER TABLE users ALTER COLUMN id TYPE bigint'],
    ['rewrite', 'ALTER TABLE users ALTER id SET DATA TYPE bigint USING id::bigint'],
    ['rewrite', 'ALTER TABLE users ADD COLUMN k uuid NOT NULL DEFAULT gen_random_uuid()'],
    ['rewrite', 'ALTER TABLE users ADD COLUMN k text GENERATED ALWAYS AS (lower(a)) STORED'],
    ['rewrite', 'VACUUM FULL users'],
    ['rewrite', 'VACUUM (ANALYZE, FULL) users'],
    ['not-null', 'ALTER TABLE users ADD COLUMN a text NOT NULL'],
    ['not-null', 'ALTER TABLE ONLY users ALTER COLUMN a SET NOT NULL'],
    ['index', 'CREATE INDEX i ON users (a)'],
    ['index', 'CREATE UNIQUE INDEX IF NOT EXISTS i ON ONLY users (a)'],
    ['index', 'CREATE INDEX ON users (a)'],
    ['index', 'ALTER TABLE users ADD CONSTRAINT u UNIQUE (a)'],
    ['index', 'ALTER TABLE users ADD PRIMARY KEY (a)'],
    ['constraint', 'ALTER TABLE users ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES b'],
    ['constraint', 'ALTER TABLE users ADD CHECK (a > 0)'],
    ['rename', 'ALTER TABLE users RENAME COLUMN a TO b'],
    ['rename', 'ALTER TABLE users RENAME TO people'],
  ])('the lint finds %s in %s', (rule, sql) => {
    expect(rulesOf(sql)).toEqual([rule]);
  });

  it.each([
    'CREATE TABLE users (id uuid PRIMARY KEY, a text NOT NULL)',
    'CREATE INDEX CONCURRENTLY i ON users (a)',
    'ALTER TABLE users ADD COLUMN a text',
    'ALTER TABLE users ADD COLUMN a boolean NOT NULL DEFAULT false',
    'ALTER TABLE users ADD COLUMN at timestamptz NOT NULL DEFAULT now()',
    'ALTER TABLE users DROP CONSTRAINT c',
    'ALTER TABLE users ADD CONSTRAINT c CHECK (a > 0) NOT VALID',
    'ALTER TABLE users VALIDATE CONSTRAINT c',
    'ALTER TABLE users ADD CONSTRAINT u UNIQUE USING INDEX i',
    'ALTER TABLE users RENAME CONSTRAINT a TO b',
    'DELETE FROM users WHERE a',
    "INSERT INTO users VALUES ('DROP TABLE users')",
    'DROP INDEX i',
    'DROP TRIGGER t ON users',
  ])('the lint accepts %s', (sql) => {
    expect(rulesOf(sql)).toEqual([]);
  });

  it('the lint accepts statements on tables that the same file creates', () => {
    expect(rulesOf('CREATE TABLE a (b int); CREATE INDEX i ON a (b);')).toEqual([]);
    expect(rulesOf('CREATE TABLE a (b int); CREATE INDEX i ON c (b);')).toEqual(['index']);
  });

  it('an allow directive silences one lint rule', () => {
    const sql = 'DROP TABLE a; ALTER TABLE b RENAME TO c;';
    expect(rulesOf(`-- gatehouse:allow drop, least-release\n${sql}`)).toEqual(['rename']);
  });

  it.each(['DROP TABLE a', 'ALTER TABLE a DROP COLUMN b', 'ALTER TABLE a RENAME b TO c'])(
    'the lint requires a least-release directive for %s',
    (sql) => {
      expect(rulesOf(`-- gatehouse:allow drop, rename\n${sql}`)).toEqual(['least-release']);
      expect(rulesOf(`-- gatehouse:least-release 0.2.0\n${sql}`)).toEqual([]);
    },
  );

  it('a least-release directive does not silence a statement that deletes rows', () => {
    expect(rulesOf('-- gatehouse:least-release 0.2.0\nTRUNCATE a')).toEqual(['drop']);
  });

  it('a lint finding has its position and the directive that allows it', () => {
    const [finding] = lintScript(parseScript('up/1.sql', 'SELECT 1;\n  DROP TABLE a;'));
    expect(finding?.message).toMatch(
      /^up\/1\.sql:2:3: .*"-- gatehouse:least-release.*"-- gatehouse:allow drop"/,
    );
  });
});
