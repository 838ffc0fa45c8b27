import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { startSmtpSink, startTestApp, type SmtpSink, type TestApp } from '#libs/testing';
import { anEmail, mailTo, OTHER_PASSWORD, PASSWORD, tokenIn } from '../support/accounts.js';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'];
const CONFIRM = /Confirm your e-mail/;
const SQUATTERS = 'the password of the squatter';

describe('the page that confirms an address, in a real browser', () => {
  let app: TestApp;
  let sink: SmtpSink;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    sink = await startSmtpSink();
    app = await startTestApp({ env: { ...sink.env } });
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  }, 120_000);
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await sink?.close();
  });

  /** A browser of its own: it shares no cookies with another. */
  const aBrowser = async (options = {}): Promise<Page> => {
    const context = await browser.newContext(options);
    contexts.push(context);
    return context.newPage();
  };
  /** With the cookies of the browser, as a page of the same site does it. */
  const register = async (tab: Page, email: string, password: string): Promise<void> => {
    const { request } = tab.context();
    const answer = await request.post(`${app.url}/api/auth/register`, {
      data: { email, password },
    });
    expect(answer.status()).toBe(201);
  };
  const follow = async (tab: Page, email: string, nth = 1): Promise<void> => {
    const token = tokenIn(await mailTo(sink, email, CONFIRM, nth));
    await tab.goto(`${app.url}/verify-email?token=${token}`);
    await tab.locator('p', { hasText: email }).waitFor();
  };
  const isConfirmed = (tab: Page) =>
    tab.locator('[role=status]', { hasText: 'is confirmed' }).waitFor();
  const statusOf = async (email: string, password: string) =>
    (await app.post('/api/auth/login', { email, password })).status;
  const squat = (email: string) => app.post('/api/auth/register', { email, password: SQUATTERS });

  it('the confirmation page has one button in the browser that registered, also when the mail belongs to a stranger’s registration', async () => {
    const email = anEmail();
    await squat(email);
    const tab = await aBrowser();
    await register(tab, email, PASSWORD);
    await follow(tab, email, 1);
    expect(await tab.locator('input[type=password]').count()).toBe(0);
    await tab.click('button');
    await isConfirmed(tab);
    expect(await statusOf(email, PASSWORD)).toBe(200);
    expect(await statusOf(email, SQUATTERS)).toBe(401);
  });

  it('the confirmation page asks for the password of the registration in another browser, and says when it is wrong', async () => {
    const email = anEmail();
    await register(await aBrowser(), email, PASSWORD);
    const tab = await aBrowser();
    const complaints: string[] = [];
    tab.on('console', (message) => complaints.push(message.text()));
    await follow(tab, email);
    await tab.fill('#password', 'not this one');
    await tab.click('button >> nth=0');
    await tab.locator('[role=alert]', { hasText: 'not the password' }).waitFor();
    expect(await tab.getAttribute('#password', 'aria-invalid')).toBe('true');
    await tab.fill('#password', PASSWORD);
    await tab.click('button >> nth=0');
    await isConfirmed(tab);
    expect(complaints.filter((text) => !text.includes('400'))).toEqual([]);
    expect(await statusOf(email, PASSWORD)).toBe(200);
  });

  it.each([true, false])(
    'takes a new password (scripts allowed: %s)',
    async (javaScriptEnabled) => {
      const email = anEmail();
      await squat(email);
      const tab = await aBrowser({ javaScriptEnabled });
      await follow(tab, email);
      await tab.fill('#new_password', OTHER_PASSWORD);
      await tab.fill('#new_password_repeat', `${OTHER_PASSWORD}!`);
      await tab.click('button >> nth=1');
      await tab.locator('[role=alert]', { hasText: 'not the same' }).waitFor();
      await tab.fill('#new_password', OTHER_PASSWORD);
      await tab.fill('#new_password_repeat', OTHER_PASSWORD);
      await tab.click('button >> nth=1');
      await isConfirmed(tab);
      expect(await statusOf(email, OTHER_PASSWORD)).toBe(200);
      expect(await statusOf(email, SQUATTERS)).toBe(401);
    },
  );

  it.each([
    { width: 360, height: 740 },
    { width: 1280, height: 800 },
  ])('the confirmation page fits into $width pixels', async (viewport) => {
    const email = anEmail('someone-with-quite-a-long-name');
    await squat(email);
    const tab = await aBrowser({ viewport });
    await follow(tab, email);
    const width = await tab.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(viewport.width);
    const folder = process.env['SCREENSHOTS'];
    if (folder)
      await tab.screenshot({ path: `${folder}/verify-${viewport.width}.png`, fullPage: true });
  });
});
