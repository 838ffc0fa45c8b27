import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { startTestApp, type TestApp } from '#libs/testing';
import { Accounts, UNLIMITED, type Account } from '../support/accounts.js';
import { TestBrowser } from '../e2e/support/test-browser.js';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const VIEWS = [
  { colorScheme: 'light', width: 1280, locale: 'en' },
  { colorScheme: 'dark', width: 320, locale: 'de' },
  { colorScheme: 'light', width: 320, locale: 'ar' },
] as const;

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

const LONG = 'a.name.that.is.so.long.that.it.must.be.broken.to.fit';

describe('the pages of one’s own account, in a real browser', () => {
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    app = await startTestApp({ env: { ...UNLIMITED, MFA_POLICY: 'required' } });
    accounts = new Accounts(app.databaseUrl);
    account = await accounts.create({
      email: `${LONG}@onanarrowphonewiththelongestnames.example.test`,
    });
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
    const opened = new TestBrowser(app);
    await opened.signIn(account);
    await accounts.rows('UPDATE users SET is_email_verified = false WHERE id = $1', [account.id]);
    const [name = '', value = ''] = opened.header.split('=');
    for (const { colorScheme, width, locale } of VIEWS) {
      const viewport = { width, height: 740 };
      const context = await browser.newContext({ colorScheme, viewport, locale });
      await context.addCookies([{ name, value, url: app.url }]);
      contexts.push(context);
    }
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await accounts?.close();
    await app?.close();
  });

  const go = (page: Page, path: string) => page.goto(`${app.url}${path}`);
  /** A client without the browser's checks sends what the browser would hold back. */
  const submit = async (page: Page, action: string) => {
    await page.evaluate(
      "document.querySelectorAll('form').forEach((f) => { f.noValidate = true; })",
    );
    await page.locator(`form[action="${action}"] button`).click();
    await page.locator('[role=alert] li').first().waitFor();
  };

  const PAGES: [string, (page: Page) => Promise<unknown>][] = [
    ['the overview', (page) => go(page, '/account')],
    ['the form for the name', (page) => go(page, '/account/profile')],
    [
      'the same form after a name that cannot be one',
      async (page) => {
        await go(page, '/account/profile');
        await page.fill('#first_name', 'x'.repeat(101));
        await submit(page, '/account/profile');
      },
    ],
    ['the page for the address', (page) => go(page, '/account/email')],
    ['the form for the password', (page) => go(page, '/account/password')],
    [
      'the same form after a password that is refused',
      async (page) => {
        await go(page, '/account/password');
        await page.fill('#current_password', 'not the right one');
        await page.fill('#new_password', 'short');
        await page.fill('#new_password_repeat', 'short');
        await submit(page, '/account/password');
      },
    ],
    ['the export', (page) => go(page, '/account/export')],
    ['the deletion', (page) => go(page, '/account/delete')],
  ];

  it.each(PAGES)(
    '%s: axe finds nothing, and nothing is wider than the screen, light, dark, narrow and from right to left',
    async (name, open) => {
      for (const [n, { colorScheme, width, locale }] of VIEWS.entries()) {
        const page = await contexts[n]!.newPage();
        await open(page);
        const shots = process.env['SCREENSHOTS'];
        if (shots)
          await page.screenshot({
            path: `${shots}/${name.replace(/\W+/g, '-')}-${n}.png`,
            fullPage: true,
          });
        const view = [name, colorScheme, width, locale];
        expect([...view, ...(await violationsOf(page))]).toEqual(view);
        expect(await page.locator('html').getAttribute('lang')).toBe(locale);
        const scrollWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
        expect(scrollWidth).toBeLessThanOrEqual(width);
        await page.close();
      }
    },
    120_000,
  );
});
