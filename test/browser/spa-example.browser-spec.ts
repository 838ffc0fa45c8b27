import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { PrefixProxy, startTestApp, type TestApp } from '#libs/testing';
import { Accounts, UNLIMITED, type Account } from '../support/accounts.js';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'];
const SERVER = join(import.meta.dirname, '../../examples/spa/server.mjs');

/** The page of `npm run example:spa`, in its own process, on another site than the server. */
async function servePage(gatehouse: string): Promise<{ child: ChildProcess; origin: string }> {
  const env = { HOST: 'localhost', PORT: '0', GATEHOUSE_URL: gatehouse };
  const child = spawn(process.execPath, [SERVER], { stdio: ['ignore', 'pipe', 'ignore'], env });
  const origin = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => resolve(new URL(line.toString().trim()).origin));
    child.once('exit', () => reject(new Error('The page was not served')));
  });
  return { child, origin };
}

describe('the example of a page on another origin, in Chromium', () => {
  let proxy: PrefixProxy;
  let page: Awaited<ReturnType<typeof servePage>>;
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;
  let browser: Browser;
  let tab: Page;

  beforeAll(async () => {
    proxy = await PrefixProxy.prepare({ prefix: '/auth', kind: 'passes' });
    page = await servePage(proxy.url);
    const env = {
      ...UNLIMITED,
      APP_BASE_URL: proxy.url,
      CORS_ORIGINS: page.origin,
      OAUTH_REDIRECT_URIS: `${page.origin}/`,
    };
    app = await startTestApp({ env });
    await proxy.serve(Number(new URL(app.url).port));
    accounts = new Accounts(app.databaseUrl);
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await accounts?.close();
    await app?.close();
    await proxy?.stop();
    page?.child.kill();
  });
  beforeEach(async () => {
    account = await accounts.create();
    tab = await (await browser.newContext({ locale: 'en' })).newPage();
  });
  afterEach(() => tab.context().close());

  const link = () => tab.getByRole('link', { name: 'Sign in' });
  const says = (text: string) => tab.getByRole('status').filter({ hasText: text }).waitFor();
  const signedInAs = () => says(`Signed in as ${account.email}.`);
  const signIn = async () => {
    await tab.goto(page.origin);
    await link().click();
    await tab.fill('#email', account.email);
    await tab.fill('#password', account.password);
    await tab.keyboard.press('Enter');
    await signedInAs();
  };

  it('a person signs in by nothing but a link, and the tokens are in memory alone', async () => {
    await signIn();
    expect(tab.url()).toBe(`${page.origin}/`);
    const kept = 'JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie])';
    expect(await tab.evaluate(kept)).toBe('[{},{},""]');
  }, 60_000);

  it('the tokens are refreshed, and the sign-out ends the session of the application alone', async () => {
    await signIn();
    await tab.getByRole('button', { name: 'Refresh' }).click();
    await says('The tokens are new.');
    expect(await accounts.liveSessions(account)).toBe(2);
    await tab.getByRole('button', { name: 'Sign out' }).click();
    await says('Signed out of this application.');
    expect(await accounts.liveSessions(account)).toBe(1);
  }, 60_000);

  it('on a second visit the link alone signs in', async () => {
    await signIn();
    await tab.goto(page.origin);
    await says('Nobody is signed in.');
    await link().click();
    await signedInAs();
  }, 60_000);

  it.each([
    ['a state', { state: 'of somebody else' }],
    ['an issuer', { iss: 'https://other.example' }],
  ])(
    '%s that is not its own is refused, and no code is traded',
    async (_what, change) => {
      await tab.goto(page.origin);
      await link().waitFor();
      const stored = await tab.evaluate<string>(`sessionStorage.getItem('sign-in')`);
      const { state } = JSON.parse(stored) as { state: string };
      const asked: string[] = [];
      tab.on('request', (request) => asked.push(request.url()));
      const answer = new URLSearchParams({ code: 'x', state, iss: proxy.url, ...change });
      await tab.goto(`${page.origin}/?${answer.toString()}`);
      await says('This sign-in was not begun here.');
      await link().waitFor();
      expect(asked.filter((url) => url.startsWith(proxy.url))).toEqual([]);
    },
    60_000,
  );

  it('a sign-in that shows no page is refused while nobody is signed in, and goes through afterwards', async () => {
    const silently = async () => {
      await link().waitFor();
      await tab.evaluate(`document.getElementById('sign-in').href += '&prompt=none'`);
      await link().click();
    };
    await tab.goto(page.origin);
    await silently();
    await says('prompt is none');
    await signIn();
    await tab.goto(page.origin);
    await silently();
    await signedInAs();
  }, 60_000);
});
