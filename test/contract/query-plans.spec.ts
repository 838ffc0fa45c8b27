import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { row, rows, type Tx } from '#libs/database';
import { openDatabase, type OpenDatabase } from '#libs/testing';
import { fillSchema } from '../support/filled-schema.js';
import {
  nodesOf,
  pagesReadBy,
  recorded,
  rowsReadBy,
  type Plan,
  type Seen,
} from '../support/query-plans.js';
import { STORE_CALLS } from '../support/store-calls/index.js';

const ROOT = join(import.meta.dirname, '../..');

/** The rows that a statement may read: several pages of a list, or a batch. */
const MOST_ROWS = 1000;
/** The pages that a look-up may read: those of its rows in table and index, and the inner pages of the index. */
const MOST_PAGES_PER_ROW = 4;
const PAGES_OF_A_WAY = 40;
/** A table with more rows may not be read as a whole. */
const SMALL_TABLE = 1000;

/** Calls that may read more, with the reasons. */
const LARGE: Readonly<Record<string, string>> = {
  'AuditChainStore.listUnsealed': 'looks for what went round the queue: a command runs it',
  'AppTokensStore.listMintedBy':
    'reads all application tokens, which are few: only an export of own data does, five times a day',
  'ServiceCallersStore.listGrantedBy': 'reads all grants between services, for the same reason',
};
/** Large tables that may be read as a whole, with the reasons. */
const WHOLE: Readonly<Record<string, string>> = {
  account_mail_requests: 'is a queue, walked in its order to the first that is due',
};
/** Calls for which any one row suffices. */
const ANY_ROW = new Set(['AuditChainStore.hasSeals']);
/** Methods without a query of a table, with the reasons. */
const SILENT: Readonly<Record<string, string>> = {
  'AuditMarksStore.takeTime': 'sets time limits',
};

/** Whether a scan reads much more of an index or table than it returns. */
function walksPast(node: Plan): boolean {
  if (!node['Relation Name'] || node.Plans) return false;
  const loops = node['Actual Loops'] ?? 1;
  return pagesReadBy(node) > loops * PAGES_OF_A_WAY + rowsReadBy(node) * MOST_PAGES_PER_ROW;
}

class RolledBack extends Error {}

describe('on a filled schema', () => {
  let open: OpenDatabase;
  const large = new Set<string>();

  beforeAll(async () => {
    open = await openDatabase({ on: process.env['TEST_DATABASE_URL'] ? 'real' : 'embedded', statementTimeoutMs: 120_000 }); // prettier-ignore
    await fillSchema(open.database.pool);
    const found = await rows<{ name: string }>(
      open.database.pool,
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND reltuples > $1`,
      [SMALL_TABLE],
    );
    for (const { name } of found) large.add(name);
  }, 180_000);
  afterAll(() => open?.close());

  /** The statements that `run` executes; its changes are rolled back. */
  async function seenIn(run: (tx: Tx) => Promise<unknown>): Promise<Seen[]> {
    const seen: Seen[] = [];
    const work = open.database.transaction(async (tx) => {
      await run(recorded(tx, seen));
      throw new RolledBack();
    });
    await work.catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error;
    });
    return seen;
  }

  const isTooMuch = (node: Plan): boolean => {
    const table = node['Relation Name'] ?? '';
    const isWhole = node['Node Type'] === 'Seq Scan' && large.has(table) && !WHOLE[table];
    return isWhole || rowsReadBy(node) > MOST_ROWS || walksPast(node);
  };

  it.each(STORE_CALLS)('$name reads no more than it answers', async ({ name, run }) => {
    const seen = await seenIn(run);
    if (LARGE[name] || ANY_ROW.has(name)) return;
    const faults = seen.flatMap(({ text, plan }) =>
      nodesOf(plan)
        .filter(isTooMuch)
        .map((node) => {
          const what = [node['Node Type'], node['Relation Name'], node['Index Name']];
          const pages = pagesReadBy(node);
          return `${what.join(' ')} reads ${rowsReadBy(node)} rows, ${pages} pages: ${text.replace(/\s+/g, ' ')}`;
        }),
    );
    expect(seen.length).toBeGreaterThan(0);
    expect(faults).toEqual([]);
  });

  it('Each method of each store has its query plan checked', async () => {
    const files = ['apps/api/src', 'libs'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.store.ts') && !path.includes('node_modules'))
        .map((path) => join(folder, path)),
    );
    const called = new Set(STORE_CALLS.map(({ name }) => name.split(':')[0]));
    const missing: string[] = [];
    for (const file of files) {
      const found = (await import(pathToFileURL(join(ROOT, file)).href)) as Record<string, unknown>;
      for (const [name, store] of Object.entries(found)) {
        if (typeof store !== 'function' || !name.endsWith('Store')) continue;
        const methods = Object.getOwnPropertyNames(store.prototype as object);
        const all = methods.filter((method) => method !== 'constructor');
        missing.push(...all.map((method) => `${name}.${method}`));
      }
    }
    expect(missing.length).toBeGreaterThan(150);
    expect(missing.filter((method) => !called.has(method) && !SILENT[method])).toEqual([]);
  });

  it('Each foreign key has an index, so that a deletion finds the rows that refer to it', async () => {
    const bare = await row<{ names: string[] }>(
      open.database.pool,
      `SELECT coalesce(array_agg(c.conname::text), '{}') AS names FROM pg_constraint c
        WHERE c.contype = 'f' AND NOT EXISTS (
          SELECT FROM pg_index i
           WHERE i.indrelid = c.conrelid
             AND (i.indkey::smallint[])[0:cardinality(c.conkey) - 1] @> c.conkey
              OR i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])`,
    );
    expect(bare?.names).toEqual([]);
  });
});
