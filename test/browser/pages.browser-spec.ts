import type { Browser, BrowserContext, Page } from 'playwright-core';
import {
  PrefixProxy,
  startSmtpSink,
  startTestApp,
  type SmtpSink,
  type TestApp,
} from '#libs/testing';
import { anEmail, mailTo, PASSWORD, tokenIn } from '../support/accounts.js';
import {
  contextOf,
  expectAccessible,
  openChromium,
  submitUnchecked,
  VIEWS,
} from './support/views.js';

describe('the pages of the server, in a real browser behind a proxy that serves it under a path', () => {
  let proxy: PrefixProxy;
  let app: TestApp;
  let sink: SmtpSink;
  let browser: Browser;
  let email: string;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    sink = await startSmtpSink();
    proxy = await PrefixProxy.prepare({ prefix: '/auth', kind: 'passes' });
    app = await startTestApp({ env: { ...sink.env, APP_BASE_URL: proxy.url } });
    await proxy.serve(Number(new URL(app.url).port));
    browser = await openChromium();
    email = anEmail();
    await app.post('/api/auth/register', { email, password: PASSWORD });
    await app.post('/api/password/forgot', { email });
    for (const view of VIEWS) contexts.push(await contextOf(browser, view));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await proxy?.stop();
    await app?.close();
    await sink?.close();
  });

  const go = (page: Page, path: string) => page.goto(`${proxy.url}${path}`);

  const verifyLink = async () =>
    `/verify-email?token=${tokenIn(await mailTo(sink, email, /Confirm/))}`;
  /** Neither opening the page nor a refused password uses the link up. */
  const resetLink = async () =>
    `/reset-password?token=${tokenIn(await mailTo(sink, email, /Choose/))}`;
  const submit = submitUnchecked;

  const PAGES: [string, (page: Page) => Promise<unknown>][] = [
    ['the start page', (page) => go(page, '/')],
    ['the form that asks for a reset mail', (page) => go(page, '/forgot-password')],
    [
      'the same form after a text that is no address',
      async (page) => {
        await go(page, '/forgot-password');
        await page.fill('#email', 'no address');
        await submit(page);
        await page.locator('[role=alert]').waitFor();
      },
    ],
    [
      'the word that a mail is on its way',
      async (page) => {
        await go(page, '/resend-verification');
        await page.fill('#email', 'nobody@example.org');
        await submit(page);
        await page.locator('[role=status]').waitFor();
      },
    ],
    ['the form that confirms an address', async (page) => go(page, await verifyLink())],
    [
      'the same form after a wrong password',
      async (page) => {
        await go(page, await verifyLink());
        await page.fill('#password', 'not the right one');
        await submit(page);
        await page.locator('[role=alert] li').waitFor();
      },
    ],
    ['the form for a new password', async (page) => go(page, await resetLink())],
    [
      'the same form after a password that is refused',
      async (page) => {
        await go(page, await resetLink());
        await page.fill('#password', 'short');
        await page.fill('#password_repeat', 'short');
        await submit(page);
        await page.locator('[role=alert] li').waitFor();
      },
    ],
    ['a dead link', (page) => go(page, '/reset-password?token=x')],
    ['a dead link of a verification', (page) => go(page, '/verify-email?token=x')],
    ['a dead answer to a sign-in', (page) => go(page, '/deny-sign-in?token=x')],
    ['a dead confirmation of a sign-in', (page) => go(page, '/confirm-sign-in?token=x')],
    ['an address where there is nothing', (page) => go(page, '/nothing-here')],
  ];

  it.each(PAGES)(
    '%s: axe finds nothing, and the card leaves the edges free, light, dark, narrow and from right to left',
    async (name, open) => {
      for (const [n, view] of VIEWS.entries()) {
        const page = await contexts[n]!.newPage();
        await open(page);
        await expectAccessible(name, page, view);
        await page.close();
      }
    },
    120_000,
  );

  it('the summary of problems has the focus without scripts, and its link leads to the field', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'ar' });
    const page = await context.newPage();
    await go(page, await resetLink());
    await page.fill('#password', 'too common');
    await page.fill('#password_repeat', 'something else');
    await page.keyboard.press('Enter');
    await page.locator('[role=alert]').waitFor();
    await page.locator('.summary:focus').waitFor();
    await page.keyboard.press('Tab');
    await page.locator('.summary a:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.locator(':focus').waitFor();
    expect(await page.locator(':focus').getAttribute('id')).toMatch(/^password/);
    await context.close();
  }, 60_000);

  it('a language is chosen by its link without scripts, stays chosen, and the texts run from its side', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'fr' });
    const page = await context.newPage();
    await go(page, '/forgot-password');
    const label = page.locator('label[for=email]');
    const edge = async () => {
      const text = await label.boundingBox();
      const card = await page.locator('main').boundingBox();
      return { text: text!, card: card! };
    };
    expect(await page.locator('html').getAttribute('dir')).toBe('ltr');
    await page.getByRole('link', { name: 'العربية' }).click();
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    const { text, card } = await edge();
    expect(card.x + card.width - (text.x + text.width)).toBeLessThan(40);
    await go(page, '/');
    expect(await page.locator('html').getAttribute('lang')).toBe('ar');
    await context.close();
  }, 60_000);

  it('Swagger UI loads its files and the document under the path', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('response', (response) => {
      const isOurs = response.url().startsWith(`${proxy.url}/`);
      if (response.status() >= 400 || !isOurs) complaints.push(response.url());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    const asked = page.waitForResponse((response) => response.url().endsWith('/openapi.json'));
    await go(page, '/docs');
    const response = await asked;
    expect([response.url(), response.status()]).toEqual([`${proxy.url}/docs/openapi.json`, 200]);
    expect(complaints).toEqual([]);
    await page.close();
  }, 60_000);
});
