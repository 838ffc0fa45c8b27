import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';
import { PrefixProxy, startTestApp, type TestApp } from '#libs/testing';
import { Accounts, anEmail, signIn, UNLIMITED, type Account } from '../support/accounts.js';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const VIEWS = [
  { colorScheme: 'light', width: 1280, locale: 'en' },
  { colorScheme: 'dark', width: 320, locale: 'de' },
  { colorScheme: 'light', width: 320, locale: 'ar' },
] as const;
const MOST_BYTES = 50_000;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** The problems that axe-core finds on the page. The page allows no script, so axe-core runs from outside. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const run = `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`;
  const { violations } = await page.evaluate<{ violations: readonly Violation[] }>(run);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe('the pages of sessions, devices, activity and registration, in Chromium under a path', () => {
  let proxy: PrefixProxy;
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;
  let browser: Browser;

  beforeAll(async () => {
    proxy = await PrefixProxy.prepare({ prefix: '/auth', kind: 'passes' });
    const env = { ...UNLIMITED, APP_BASE_URL: proxy.url, SESSION_LIMIT_PER_USER: '100' };
    app = await startTestApp({ env });
    await proxy.serve(Number(new URL(app.url).port));
    accounts = new Accounts(app.databaseUrl);
    account = await accounts.create();
    // More than one page of each list.
    for (let count = 0; count < 26; count += 1) await signIn(app, account);
    await app.post('/api/auth/login', { email: account.email, password: 'a guess of it' });
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await proxy?.stop();
    await accounts?.close();
    await app?.close();
  });

  const go = (page: Page, path: string) => page.goto(`${proxy.url}${path}`);
  const submit = async (page: Page) => {
    // A client without the browser's checks sends what the browser would hold back.
    await page.evaluate(
      "document.querySelectorAll('form').forEach((f) => { f.noValidate = true; })",
    );
    await Promise.all([page.waitForEvent('load'), page.locator('button').first().click()]);
  };
  const register = async (page: Page, email: string, password: string) => {
    await go(page, '/sign-up');
    await page.fill('#email', email);
    await page.fill('#password', password);
    await submit(page);
  };

  const PAGES: [string, (page: Page) => Promise<unknown>][] = [
    ['the sessions', (page) => go(page, '/account/sessions')],
    ['the question before all other sessions end', (page) => go(page, '/account/sessions/end-others')], // prettier-ignore
    ['the devices', (page) => go(page, '/account/devices')],
    [
      'the question before a device is forgotten',
      async (page) => {
        await go(page, '/account/devices');
        await page.locator('ul.rows a.button').first().click();
      },
    ],
    ['the activity', (page) => go(page, '/account/activity')],
    ['the form to register', (page) => go(page, '/sign-up')],
    ['the same form with problems', (page) => register(page, 'no address', 'short')],
    ['what comes after it', (page) => register(page, anEmail(), 'velvet tram at midnight')],
  ];

  it.each(VIEWS)(
    'axe finds nothing on them, each is small and as wide as the window, in $locale, $colorScheme, $width',
    async ({ colorScheme, width, locale }) => {
      const viewport = { width, height: 740 };
      const context = await browser.newContext({ colorScheme, viewport, locale });
      const page = await context.newPage();
      await go(page, '/sign-in');
      await page.fill('#email', account.email);
      await page.fill('#password', account.password);
      await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
      for (const [name, open] of PAGES) {
        await open(page);
        expect([name, ...(await violationsOf(page))]).toEqual([name]);
        expect(await page.locator('html').getAttribute('lang')).toBe(locale);
        const scrollWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
        expect([name, scrollWidth <= width]).toEqual([name, true]);
        expect([name, (await page.content()).length < MOST_BYTES]).toEqual([name, true]);
      }
      await context.close();
    },
    120_000,
  );

  it('a session is ended without scripts, by the keyboard', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en' });
    const page = await context.newPage();
    await go(page, '/sign-in');
    await page.fill('#email', account.email);
    await page.fill('#password', account.password);
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    await go(page, '/account/sessions');
    const before = await accounts.liveSessions(account);
    await page.getByRole('button', { name: /^End session/ }).last().focus(); // prettier-ignore
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    await page.getByRole('status').filter({ hasText: 'The session is ended.' }).waitFor();
    expect(await accounts.liveSessions(account)).toBe(before - 1);
    await context.close();
  }, 60_000);
});
