import { chromium, type Browser } from 'playwright-core';
import { startTestApp, type TestApp } from '#libs/testing';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'];

describe('the forms that ask for a mail, in a real browser', () => {
  let app: TestApp;
  let browser: Browser;

  beforeAll(async () => {
    const env = { RATE_LIMIT_ENABLED: 'true', CAPTCHA_MAIL: 'always', CAPTCHA_DIFFICULTY: '2000' };
    app = await startTestApp({ env });
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it.each(['/forgot-password', '/resend-verification'])(
    'a form with a challenge solves it by itself at %s',
    async (path) => {
      const tab = await browser.newPage();
      const complaints: string[] = [];
      tab.on('console', (message) => complaints.push(message.text()));
      tab.on('pageerror', (error) => complaints.push(error.message));
      await tab.goto(`${app.url}${path}`);
      await tab.fill('#email', 'anna@example.org');
      await tab.click('button');
      await tab.locator('p', { hasText: 'a mail is on its way' }).waitFor();
      expect(complaints).toEqual([]);
      await tab.close();
    },
  );

  it('a form with a challenge says what to do where scripts are not allowed', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const tab = await context.newPage();
    await tab.goto(`${app.url}/forgot-password`);
    await tab.locator('p', { hasText: 'Allow scripts' }).waitFor();
    await tab.fill('#email', 'anna@example.org');
    await tab.click('button');
    await tab.locator('p', { hasText: 'Your browser must do some work' }).waitFor();
    await context.close();
  });
});
