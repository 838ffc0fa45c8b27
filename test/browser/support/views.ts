import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const openChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });

/** How people see the pages: light and dark, wide and narrow, from left to right and from right to left. */
export const VIEWS = [
  { colorScheme: 'light', width: 1280, locale: 'en' },
  { colorScheme: 'dark', width: 360, locale: 'en' },
  { colorScheme: 'light', width: 320, locale: 'de' },
  { colorScheme: 'light', width: 320, locale: 'ar' },
  { colorScheme: 'dark', width: 320, locale: 'ar' },
] as const;

export type View = (typeof VIEWS)[number];

export const contextOf = (browser: Browser, { colorScheme, width, locale }: View) =>
  browser.newContext({ colorScheme, viewport: { width, height: 740 }, locale });

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** The problems that axe-core finds on the page. The page allows no script of others, so axe-core runs from outside. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const run = `axe.run({ runOnly: ${JSON.stringify(RULES)} })`;
  const { violations } = await page.evaluate<{ violations: readonly Violation[] }>(run);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Expects that axe finds nothing, the page is in the language of the view, and its card leaves the edges free. */
export async function expectAccessible(name: string, page: Page, view: View): Promise<void> {
  const { colorScheme, width, locale } = view;
  const told = [name, colorScheme, width, locale];
  expect([...told, ...(await violationsOf(page))]).toEqual(told);
  expect(await page.locator('html').getAttribute('lang')).toBe(locale);
  const box = await page.locator('main').boundingBox();
  expect(box!.x).toBeGreaterThanOrEqual(12);
  expect(box!.x + box!.width).toBeLessThanOrEqual(width - 12);
  const scrollWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
  expect([...told, scrollWidth]).toEqual([...told, Math.min(scrollWidth, width)]);
}

/** A client without the browser's checks sends what the browser would hold back. */
export async function submitUnchecked(page: Page, nth = 0): Promise<void> {
  await page.evaluate("document.querySelectorAll('form').forEach((f) => { f.noValidate = true; })");
  await page.locator('button').nth(nth).click();
  await page.waitForLoadState();
}
