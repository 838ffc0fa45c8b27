import type { Browser, Page } from 'playwright-core';
import { PrefixProxy, startTestApp, type TestApp } from '#libs/testing';
import { Accounts, signIn, UNLIMITED, type Account } from '../support/accounts.js';
import { openChromium } from './support/views.js';

describe('the page of sessions, in Chromium under a path', () => {
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
    await signIn(app, account);
    browser = await openChromium();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await proxy?.stop();
    await accounts?.close();
    await app?.close();
  });

  const go = (page: Page, path: string) => page.goto(`${proxy.url}${path}`);

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
