import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** Records: they are found by their numbers, and by the pages that name them. */
const RECORDS = /^docs\/(?:decisions|postmortems)\//;

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const pagesUnder = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

/** As text without what is shown as code. */
const prose = (text: string) => text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '');

interface Link {
  readonly from: string;
  /** From the root; a page or another file. */
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

/** The anchors that GitHub makes of the headings. */
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

const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...pagesUnder('docs')];

describe('The documentation', () => {
  it('has no page that nothing leads to from the README', () => {
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

  it('has no link that leads nowhere', () => {
    const dead = PAGES.flatMap(linksOf).filter(({ to, anchor }) => {
      const path = join(ROOT, to);
      if (relative(ROOT, path).startsWith('..') || !existsSync(path)) return true;
      if (anchor === undefined || !statSync(path).isFile() || !to.endsWith('.md')) return false;
      return !anchorsOf(to).has(anchor);
    });
    expect(dead).toEqual([]);
  });
});
