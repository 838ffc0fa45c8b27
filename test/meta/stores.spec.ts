import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = join(import.meta.dirname, '../../apps/api/src');

const stores = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.store.ts'),
);

/** Statements use snake_case; only TypeScript outside of statements is checked. */
const withoutTexts = (source: string): string =>
  source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/`(?:\\.|[^`\\])*`/g, '``')
    .replace(/'(?:\\.|[^'\\\n])*'/g, "''");

const NAME = '[a-z][a-z\\d]*(?:_[a-z\\d]+)+';
/** In a type, after a dot, and in braces: a record whose keys come from SQL may still have column names. */
const PROPERTY = new RegExp(
  [
    `\\b(${NAME})\\??: *(?:readonly )?(?:string|number|boolean|unknown|[A-Z{]|'' *\\|)`,
    `\\.(${NAME})\\b`,
    `[{,]\\s*(${NAME})\\s*(?=[,}])`,
  ].join('|'),
  'g',
);

const snakeCaseIn = (code: string): string[] =>
  [...code.matchAll(PROPERTY)].map((found) => found.slice(1).find((name) => name) ?? '');

describe('a store', () => {
  it.each([
    ['interface Row { readonly user_id: string }', 'user_id'],
    ['row<{ role_ids: readonly string[] }>(tx, ``)', 'role_ids'],
    ['found?.expires_at', 'expires_at'],
    ['found.map(({ id, user_id }) => id)', 'user_id'],
  ])('does not pass with the code %j', (code, name) => {
    expect(snakeCaseIn(code)).toEqual([name]);
  });

  it('may write a record of columns as JSON', () => {
    expect(snakeCaseIn('JSON.stringify({ id, user_id: change.userId })')).toEqual([]);
  });

  it('is found by its name', () => {
    expect(stores.length).toBeGreaterThan(20);
  });

  it.each(stores)('%s spells the properties of its rows in camelCase', (store) => {
    const code = withoutTexts(readFileSync(join(SOURCES, store), 'utf8'));
    expect([...new Set(snakeCaseIn(code))]).toEqual([]);
  });
});

describe('what a process remembers of a session', () => {
  const REMEMBERED = /\b(?:user_id|secret|resource_id)\s*=/;
  const setsOf = (source: string) =>
    [...source.matchAll(/UPDATE sessions\b[^`]*?\bSET\b([^`]*?)(?:\bWHERE\b|\bFROM\b|`)/g)].map(
      ([, set = '']) => set,
    );

  it('is set by no statement after the session has begun', () => {
    const sets = stores.flatMap((store) => setsOf(readFileSync(join(SOURCES, store), 'utf8')));
    expect(sets.length).toBeGreaterThan(5);
    expect(sets.filter((set) => REMEMBERED.test(set))).toEqual([]);
  });

  it('would be found where a statement sets it', () => {
    expect(setsOf('`UPDATE sessions SET secret = $2 WHERE id = $1`')).toEqual([' secret = $2 ']);
    expect(REMEMBERED.test(' secret = $2 ')).toBe(true);
  });
});
