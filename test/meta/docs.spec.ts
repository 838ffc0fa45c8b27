import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, normalize, relative } from 'node:path';
import type * as order from '../../scripts/boundaries/order.cjs';

type Order = typeof order;

const { readOrder } = createRequire(import.meta.url)('../../scripts/boundaries/order.cjs') as Order;

const ROOT = join(import.meta.dirname, '../..');
/** Folders that compose the features: no feature imports them. */
const START = new Set(['start']);
/** Libraries that are published separately or are for tests. */
const OUTSIDE_THE_ORDER = new Set(['guard', 'migrator', 'schematics', 'testing']);
/** Folders of planned features. */
const PLANNED = new Set(['factors/', 'organizations/', 'api-keys/', 'webhooks/', 'oidc/']);
/** Each of these folders has an index of its own. */
const RECORDS = /^docs\/(?:decisions|postmortems)\/\d{4}-/;
const RECORD_HEAD =
  /^# (\d{4}) – .+\n\nDate: \d{4}-\d{2}-\d{2}\n\nStatus: (accepted|superseded by (\d{4}))\n/;

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const pagesUnder = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The text without code. */
const prose = (text: string) => text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '');

interface Link {
  readonly from: string;
  /** The targets of links, relative to the root. */
  readonly to: string;
  readonly anchor: string | undefined;
}

function linksOf(from: string): Link[] {
  const targets = [...prose(read(from)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to);
  return targets
    .filter((target) => !/^[a-z]+:/i.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      return { from, to: path === '' ? from : normalize(join(dirname(from), path)), anchor };
    });
}

/** The anchors that GitHub generates from headings. */
function anchorsOf(page: string): Set<string> {
  const headings = read(page)
    .replace(/^```.*?^```/gms, '')
    .matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, text = '']) =>
      text
        .toLowerCase()
        .replace(/\]\([^)]*\)/g, '')
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/ /g, '-'),
    ),
  );
}

const README_OF_LIBRARY = /^libs\/[^/]+\/README\.md$/;
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...pagesUnder('docs')];
const records = (folder: string) => pagesUnder(folder).filter((page) => RECORDS.test(page));
const linkedFrom = (page: string) => new Set(linksOf(page).map(({ to }) => to));

describe('The documentation', () => {
  it('The documentation has no page without a link from the README', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) {
      for (const { to } of linksOf(page)) {
        if (to.endsWith('.md') && existsSync(join(ROOT, to))) reached.add(to);
      }
    }
    const pages = pagesUnder('docs').filter((page) => !RECORDS.test(page));
    expect(pages.length).toBeGreaterThan(10);
    expect(pages.filter((page) => !reached.has(page))).toEqual([]);
  });

  it('The documentation has no broken link', () => {
    const dead = PAGES.flatMap(linksOf).filter(({ to, anchor }) => {
      const path = join(ROOT, to);
      if (relative(ROOT, path).startsWith('..') || !existsSync(path)) return true;
      if (anchor === undefined || !statSync(path).isFile() || !to.endsWith('.md')) return false;
      return !anchorsOf(to).has(anchor);
    });
    expect(dead).toEqual([]);
  });

  it('The index of docs/README.md has every page, with a sentence about it', () => {
    const index = read('docs/README.md');
    const named = linkedFrom('docs/README.md');
    const libraries = readdirSync(join(ROOT, 'libs'))
      .map((name) => `libs/${name}/README.md`)
      .filter((page) => README_OF_LIBRARY.test(page) && existsSync(join(ROOT, page)));
    const pages = [...PAGES, ...libraries].filter(
      (page) => page !== 'docs/README.md' && !RECORDS.test(page),
    );
    expect(pages.filter((page) => !named.has(page))).toEqual([]);
    const entries = index.split('\n').filter((line) => line.startsWith('- '));
    expect(entries.filter((entry) => !/^- \[[^\]]+\]\([^)]+\): .+\.$/.test(entry))).toEqual([]);
  });
});

describe('The decision records', () => {
  const pages = records('docs/decisions');
  const headOf = (page: string) => RECORD_HEAD.exec(read(page));
  const numberOf = (page: string) => page.slice('docs/decisions/'.length).slice(0, 4);

  it('Decision records begin with number and title, date and status', () => {
    expect(pages.length).toBeGreaterThan(50);
    expect(pages.filter((page) => headOf(page)?.[1] !== numberOf(page))).toEqual([]);
  });

  it('Decision records have a number each, and name an existing record as their successor', () => {
    const numbers = pages.map(numberOf);
    expect(new Set(numbers).size).toBe(numbers.length);
    const successors = pages.flatMap((page) => headOf(page)?.[3] ?? []);
    expect(successors.filter((number) => !numbers.includes(number))).toEqual([]);
  });

  it('The index of the decision records has every one, with title and status', () => {
    const index = read('docs/decisions/README.md');
    const rows = pages.map((page) => {
      const title = read(page).slice(2).split('\n', 1)[0];
      return {
        page,
        row: new RegExp(
          escaped(`[${title}](${page.slice(15)})`) +
            ' *\\| ' +
            escaped(String(headOf(page)?.[2])) +
            ' *\\|',
        ),
      };
    });
    expect(rows.filter(({ row }) => !row.test(index)).map(({ page }) => page)).toEqual([]);
  });
});

describe('The postmortems', () => {
  it('The index of the postmortems has every one', () => {
    const named = linkedFrom('docs/postmortems/README.md');
    expect(records('docs/postmortems').filter((page) => !named.has(page))).toEqual([]);
  });
});

describe('The architecture page', () => {
  const page = read('docs/architecture.md');

  it('The architecture page names no file or folder that does not exist', () => {
    const named = [...page.matchAll(/`([a-z][\w/.-]*(?:\/|\.ts))`/g)].map(([, path = '']) => path);
    const isPlanned = (path: string) =>
      PLANNED.has(path) || path.startsWith('x.') || path === 'index.ts';
    const missing = named.filter(
      (path) =>
        !isPlanned(path) &&
        !existsSync(join(ROOT, path)) &&
        !existsSync(join(ROOT, 'apps/api/src', path)),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(missing).toEqual([]);
  });

  it('The architecture page has every library and feature in the order of imports', () => {
    const order = readOrder();
    const folders = (path: string) =>
      readdirSync(join(ROOT, path), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort();
    expect(order.features.flat().sort()).toEqual(
      folders('apps/api/src').filter((name) => !START.has(name)),
    );
    expect(order.platform.flat().sort()).toEqual(folders('apps/api/src/platform'));
    expect(order.libraries.flat().sort()).toEqual(
      folders('libs').filter((name) => !OUTSIDE_THE_ORDER.has(name)),
    );
  });

  it('The architecture page is refused by the check of boundaries when its order is missing or cannot be read', () => {
    const order = (lines: string) => `\`\`\`text order of the features\n${lines}\n\`\`\`\n`;
    const good = 'libraries: a < b, c\nplatform: d\nfeatures: e < f';
    expect(readOrder(order(good))).toEqual({
      libraries: [['a'], ['b', 'c']],
      platform: [['d']],
      features: [['e'], ['f']],
    });
    expect(() => readOrder('# Architecture\n')).toThrow('has no block');
    expect(() => readOrder(order('libraries: a\nplatform: b'))).toThrow('no line "features: …"');
    expect(() => readOrder(order(good.replace('e < f', 'e <')))).toThrow('is no folder name');
    expect(() => readOrder(order(good.replace('e < f', 'e < e')))).toThrow('stands twice');
  });
});
