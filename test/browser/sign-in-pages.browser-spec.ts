import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { PrefixProxy, startTestApp, type TestApp } from '#libs/testing';
import { Accounts, PASSWORD, UNLIMITED, type Account } from '../support/accounts.js';
import { CHALLENGE, trade } from '../e2e/support/test-browser.js';

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

describe('the pages to sign in and out, in a real browser behind a proxy that serves them under a path', () => {
  let proxy: PrefixProxy;
  let app: TestApp;
  let accounts: Accounts;
  let browser: Browser;
  let application: Server;
  let callback: string;

  beforeAll(async () => {
    application = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>The application</title>');
    });
    await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
    callback = `http://127.0.0.1:${(application.address() as AddressInfo).port}/cb`;
    proxy = await PrefixProxy.prepare({ prefix: '/auth', kind: 'passes' });
    const env = { ...UNLIMITED, APP_BASE_URL: proxy.url, OAUTH_REDIRECT_URIS: callback };
    app = await startTestApp({ env });
    await proxy.serve(Number(new URL(app.url).port));
    accounts = new Accounts(app.databaseUrl);
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await proxy?.stop();
    await accounts?.close();
    await app?.close();
    await new Promise((resolve) => application.close(resolve));
  });

  const asking = (change: Readonly<Record<string, string>> = {}) =>
    `/sign-in?${new URLSearchParams({ redirect_uri: callback, state: 's', code_challenge: CHALLENGE, ...change }).toString()}`;
  const go = (page: Page, path: string) => page.goto(`${proxy.url}${path}`);

  async function signIn(page: Page, { email }: Pick<Account, 'email'>, password = PASSWORD) {
    const address = page.locator('#email');
    if (await address.isEditable()) await address.fill(email);
    await page.locator('#password').fill(password);
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  }

  const inContext = async (
    view: Parameters<Browser['newContext']>[0],
    work: (page: Page, context: BrowserContext) => Promise<void>,
  ) => {
    const context = await browser.newContext(view);
    try {
      await work(await context.newPage(), context);
    } finally {
      await context.close();
    }
  };

  it('the answer to the form leads to an application of another origin, with a code', async () => {
    const account = await accounts.create();
    await inContext({ javaScriptEnabled: false }, async (page) => {
      await go(page, asking());
      await signIn(page, account, 'not this one');
      expect(await page.locator('#problems').count()).toBe(1);
      await signIn(page, account);
      await page.waitForURL(`${callback}?**`);
      const { searchParams } = new URL(page.url());
      expect(searchParams.get('iss')).toBe(proxy.url);
      const traded = await trade(app, searchParams.get('code') ?? '');
      expect(traded).toMatchObject({ status: 200, body: { user: { email: account.email } } });
      await go(page, asking());
      expect(page.url().startsWith(callback)).toBe(true);
    });
  });

  it('an account is chosen by the keyboard, and leads to the application', async () => {
    const [first, second] = [await accounts.create(), await accounts.create()];
    await inContext({ javaScriptEnabled: false }, async (page) => {
      for (const account of [first, second]) {
        await go(page, '/sign-in?another=yes');
        await signIn(page, account);
      }
      await go(page, asking());
      await page.getByRole('button', { name: `Use this account: ${first.email}` }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(`${callback}?**`);
      const code = new URL(page.url()).searchParams.get('code') ?? '';
      expect((await trade(app, code)).body.user['email']).toBe(first.email);
    });
  });

  it.each(VIEWS)(
    'every page has no accessibility problem, fits and is small ($colorScheme, $width px, $locale)',
    async ({ colorScheme, width, locale }) => {
      const [first, second] = [await accounts.create(), await accounts.create()];
      const view = { colorScheme, viewport: { width, height: 740 }, locale };
      await inContext(view, async (page, context) => {
        const problems: string[] = [];
        const check = async (name: string) => {
          problems.push(...(await violationsOf(page)).map((one) => `${name}: ${one}`));
          const isTooWide = await page.evaluate<boolean>(
            'document.documentElement.scrollWidth > document.documentElement.clientWidth',
          );
          if (isTooWide) problems.push(`${name}: scrolls sideways`);
          if ((await page.content()).length > MOST_BYTES) problems.push(`${name}: too large`);
        };
        await go(page, asking());
        await check('sign-in');
        await signIn(page, first, 'not this one');
        await check('refused');
        expect(await page.evaluate('document.activeElement.id')).toBe('problems');
        await signIn(page, first);
        await go(page, asking({ prompt: 'login' }));
        await check('again');
        await go(page, '/sign-in?another=yes');
        await signIn(page, second);
        await go(page, asking());
        await check('choose');
        await go(page, '/sign-out');
        await check('sign-out');
        const button = page.locator('form[action$="/sign-out"] button');
        await Promise.all([page.waitForEvent('load'), button.click()]);
        await check('still signed in');
        await context.clearCookies();
        await go(page, '/signed-out');
        await check('signed out');
        expect(problems).toEqual([]);
      });
    },
  );
});
