import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type CDPSession,
  type Page,
} from 'playwright-core';
import { PrefixProxy, startTestApp, type TestApp } from '#libs/testing';
import { TestBrowser } from '../e2e/support/test-browser.js';
import { Accounts, PASSWORD, UNLIMITED, type Account } from '../support/accounts.js';
import { codeAt } from '../support/totp.js';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const VIEWS = [
  { colorScheme: 'light', width: 1280, locale: 'en' },
  { colorScheme: 'dark', width: 360, locale: 'de' },
  { colorScheme: 'light', width: 320, locale: 'ar' },
] as const;

const AUTHENTICATOR = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const run = `axe.run({ runOnly: ${JSON.stringify(RULES)} })`;
  const { violations } = await page.evaluate<{ violations: readonly Violation[] }>(run);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Passkeys belong to a domain: browsers have none for an address such as 127.0.0.1. */
const named = (url: string): string => url.replace('127.0.0.1', 'localhost');

describe('the pages of passkeys and second factors, in Chromium with its virtual authenticator', () => {
  let proxy: PrefixProxy;
  let app: TestApp;
  let accounts: Accounts;
  let browser: Browser;
  let base: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    proxy = await PrefixProxy.prepare({ prefix: '/auth', kind: 'passes' });
    base = named(proxy.url);
    app = await startTestApp({ env: { ...UNLIMITED, APP_BASE_URL: base } });
    await proxy.serve(Number(new URL(app.url).port));
    accounts = new Accounts(app.databaseUrl);
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await accounts?.close();
    await proxy?.stop();
    await app?.close();
  });
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
  });

  /** A window in which the account is signed in. */
  async function aWindow(
    account: Account,
    options: BrowserContextOptions = {},
  ): Promise<{ context: BrowserContext; page: Page }> {
    const opened = new TestBrowser(app);
    await opened.signIn(account);
    const context = await browser.newContext({ locale: 'en', ...options });
    const cookies = [...opened.header.matchAll(/([^=; ]+)=([^;]*)/g)];
    await context.addCookies(
      cookies.map(([, name = '', value = '']) => ({ name, value, url: `${base}/` })),
    );
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' && /policy|refused/i.test(message.text()))
        complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    return { context, page };
  }

  async function anAuthenticator(page: Page): Promise<CDPSession> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await cdp.send('WebAuthn.addVirtualAuthenticator', { options: AUTHENTICATOR });
    return cdp;
  }

  const go = (page: Page, path: string) => page.goto(`${base}${path}`);
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const heading = (page: Page, name: string) =>
    page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

  async function provePassword(page: Page): Promise<void> {
    await page.fill('#password', PASSWORD);
    await button(page, 'Go on').click();
  }

  it('a person adds a passkey, shows it to remove it, and is back without a second factor', async () => {
    const { context, page } = await aWindow(await accounts.create());
    await anAuthenticator(page);
    await go(page, '/account/factors');
    await page.getByRole('link', { name: 'Add a passkey' }).click();
    await provePassword(page);
    await heading(page, 'Add a passkey');
    await page.fill('#passkey_name', 'Laptop');
    await button(page, 'Make the passkey').click();
    await heading(page, 'Your recovery codes');
    expect(await page.locator('ol.codes li').count()).toBe(10);
    await page.getByRole('link', { name: 'I have stored them: go on' }).click();
    await page.getByRole('link', { name: 'Change or remove: Laptop' }).click();
    await page.getByRole('link', { name: 'Remove it …' }).click();
    await heading(page, 'Show that it is you');
    await button(page, 'Use a passkey').click();
    await heading(page, 'Remove a passkey');
    await button(page, 'Remove it').click();
    await page.getByRole('status').waitFor();
    expect(new URL(page.url()).pathname).toBe('/auth/account/factors');
    expect(await page.getByText('You get recovery codes with').count()).toBe(1);
    await context.close();
  }, 60_000);

  it('a second passkey in the same authenticator is told, and nothing is sent', async () => {
    const { context, page } = await aWindow(await accounts.create());
    await anAuthenticator(page);
    await go(page, '/account/passkeys/new');
    await provePassword(page);
    await button(page, 'Make the passkey').click();
    await heading(page, 'Your recovery codes');
    await go(page, '/account/passkeys/new');
    await button(page, 'Use a passkey').click();
    await heading(page, 'Add a passkey');
    await button(page, 'Make the passkey').click();
    await page.getByRole('alert').filter({ hasText: 'has a passkey of your account' }).waitFor();
    await context.close();
  }, 60_000);

  it('without JavaScript an authenticator app is added, and the page of a passkey says what is missing', async () => {
    const { context, page } = await aWindow(await accounts.create(), { javaScriptEnabled: false });
    await go(page, '/account/passkeys/new');
    await provePassword(page);
    await page.locator('noscript p').waitFor();
    expect(await page.locator('noscript p').innerText()).toMatch(/^A passkey needs JavaScript/);
    expect(await page.locator('[data-passkey]').isVisible()).toBe(false);
    await go(page, '/account/authenticator');
    await page.fill('#name', 'Phone');
    await button(page, 'Show the QR code').click();
    await page.getByRole('img', { name: /QR code/ }).waitFor();
    await page.fill('#code', 'wrong');
    await button(page, 'Add the app').click();
    await page.locator('.summary:focus').waitFor();
    const secret = (await page.locator('code').innerText()).replaceAll(/\s/g, '');
    await page.fill('#code', codeAt(secret, Date.now()));
    await button(page, 'Add the app').click();
    await heading(page, 'Your recovery codes');
    await page.getByRole('link', { name: 'I have stored them: go on' }).click();
    await page.getByRole('link', { name: 'Change or remove: Phone' }).waitFor();
    await context.close();
  }, 60_000);

  it.each(VIEWS)(
    'axe finds nothing on any of the pages, $colorScheme, $width wide, in $locale, and none is wider than the window',
    async ({ colorScheme, width, locale }) => {
      const account = await accounts.create();
      const viewport = { width, height: 740 };
      const { context, page } = await aWindow(account, { colorScheme, viewport, locale });
      await anAuthenticator(page);
      const seen = new Set<string>();
      const look = async (name: string) => {
        expect([name, ...(await violationsOf(page))]).toEqual([name]);
        expect(await page.locator('html').getAttribute('lang')).toBe(locale);
        const scrollWidth = await page.evaluate<number>('document.documentElement.scrollWidth');
        expect([name, scrollWidth <= width]).toEqual([name, true]);
        seen.add(name);
      };
      const send = (action: string) =>
        page.locator(`form[action$="${action}"] button[type=submit]`).first().click();

      await go(page, '/account/factors');
      await look('the list without factors');
      await go(page, '/account/recovery-codes');
      await look('recovery codes without a factor');
      await go(page, '/account/passkeys/new');
      await look('the proof by the password');
      await page.fill('#password', PASSWORD);
      await send('/account/prove');
      await page.locator('#passkey_name').waitFor();
      await look('a new passkey');
      await go(page, '/account/authenticator');
      await look('a new authenticator app');
      await send('/account/authenticator');
      await page.locator('svg.qr').waitFor();
      await look('the secret of the app');
      await page.fill('#code', '1');
      await send('/confirm');
      await page.locator('.summary').waitFor();
      await look('the secret after a wrong code');
      const secret = (await page.locator('code').innerText()).replaceAll(/\s/g, '');
      await page.fill('#code', codeAt(secret, Date.now()));
      await send('/confirm');
      await page.locator('ol.codes').waitFor();
      const code = await page.locator('ol.codes li').first().innerText();
      await look('the recovery codes');
      await go(page, '/account/passkeys/new');
      await page.fill('#code', code);
      await send('/account/prove');
      await send('/account/passkeys/new');
      await page.locator('ul.rows').first().waitFor();
      await look('the list with factors');
      await page.locator('ul.rows a').first().click();
      await look('one factor');
      await page.locator('a.button[href$="/remove"]').click();
      await page.locator('[data-passkey]').waitFor();
      await look('the proof by a factor');
      await page.locator('[data-passkey] button').click();
      await page.locator('button.danger').waitFor();
      await look('the removal');
      await go(page, '/account/recovery-codes');
      await look('recovery codes');
      expect(seen.size).toBe(13);
      await context.close();
    },
    120_000,
  );
});
