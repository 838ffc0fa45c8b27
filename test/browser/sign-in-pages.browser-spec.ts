import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { PrefixProxy, startTestApp, type TestApp } from '#libs/testing';
import { Accounts, PASSWORD, UNLIMITED, type Account } from '../support/accounts.js';
import { CHALLENGE, trade } from '../e2e/support/test-browser.js';
import { openChromium } from './support/views.js';

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
    browser = await openChromium();
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
});
