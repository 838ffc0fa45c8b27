import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { startSmtpSink, startTestApp, type SmtpSink, type TestApp } from '#libs/testing';
import { Accounts, anEmail, mailTo, PASSWORD, tokenIn, type Account } from '../support/accounts.js';
import {
  contextOf,
  expectAccessible,
  openChromium,
  submitUnchecked,
  VIEWS,
} from './support/views.js';

const APPLICATION = 'https://app.example.test/signed-in';
const ASKED = new URLSearchParams({
  redirect_uri: APPLICATION,
  state: 'af0ifjsldkj',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
}).toString();
/** A page with everything inline is smaller than that. */
const MOST_BYTES = 50_000;
/** Nothing that a page is allowed may be allowed to whoever manages to write into it. */
const LOOSE = /unsafe-|\*|data:|blob:/;
const PROVIDER = { GITHUB_CLIENT_ID: 'an-id', GITHUB_CLIENT_SECRET: 'a-secret' };

/** Light and wide, narrow, and dark from right to left. */
const SEEN = [VIEWS[0], VIEWS[2], VIEWS[4]];

type Opened = Promise<Response | null>;

describe('the pages to sign in at and of one’s own account, in a real browser', () => {
  let app: TestApp;
  let sink: SmtpSink;
  let accounts: Accounts;
  let account: Account;
  let browser: Browser;
  let base: string;
  const strangers: BrowserContext[] = [];
  const owners: BrowserContext[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    sink = await startSmtpSink();
    const env = {
      ...sink.env,
      ...PROVIDER,
      OAUTH_REDIRECT_URIS: APPLICATION,
      EMAIL_SIGN_IN_ENABLED: 'true',
    };
    app = await startTestApp({ env });
    base = app.url;
    accounts = new Accounts(app.databaseUrl);
    account = await accounts.create();
    browser = await openChromium();
    for (const view of SEEN) {
      strangers.push(await contextOf(browser, view));
      const owner = await contextOf(browser, view);
      owners.push(owner);
      const page = await owner.newPage();
      await signIn(page);
      await page.close();
    }
    for (const context of [...strangers, ...owners])
      context.on('console', (message) => {
        if (message.type() === 'error' && /Content Security/i.test(message.text()))
          complaints.push(message.text());
      });
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await accounts?.close();
    await app?.close();
    await sink?.close();
  });

  const go = (page: Page, path: string): Opened => page.goto(`${base}${path}`);

  async function signIn(page: Page): Promise<void> {
    await go(page, '/sign-in');
    await page.fill('#email', account.email);
    await page.fill('#password', account.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${base}/account`);
  }

  /** A page of an act that asks for a fresh proof first. */
  async function proven(page: Page, path: string): Promise<void> {
    await go(page, path);
    if (!page.url().includes('/account/prove')) return;
    await page.fill('#password', account.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${base}${path}`);
  }

  type Way = (page: Page) => Promise<unknown>;

  const FOR_STRANGERS: [string, Way][] = [
    ['the page to sign in', (page) => go(page, '/sign-in')],
    ['the page to sign in to an application', (page) => go(page, `/sign-in?${ASKED}`)],
    [
      'the page to sign in after a wrong password',
      async (page) => {
        await go(page, '/sign-in');
        await page.fill('#email', account.email);
        await page.fill('#password', 'not the right one');
        await page.keyboard.press('Enter');
        await page.locator('[role=alert]:visible').waitFor();
      },
    ],
    ['the page to create an account', (page) => go(page, '/sign-up')],
    [
      'the page to create an account after a refused password',
      async (page) => {
        await go(page, '/sign-up');
        await page.fill('#email', 'anna@example.org');
        await page.fill('#password', 'short');
        await submitUnchecked(page);
        await page.locator('[role=alert]:visible').waitFor();
      },
    ],
    ['the page to sign in by mail', (page) => go(page, '/sign-in/mail')],
    [
      'the page for the code of the mail',
      async (page) => {
        await go(page, '/sign-in/mail');
        await page.fill('#email', 'nobody@example.org');
        await page.keyboard.press('Enter');
        await page.locator('#code').waitFor();
      },
    ],
    ['the page of a sign-out', (page) => go(page, '/signed-out')],
    [
      'the page of an application that is not known',
      (page) => go(page, '/sign-in?redirect_uri=https%3A%2F%2Fevil.example%2F'),
    ],
  ];

  const FOR_OWNERS: [string, Way][] = [
    ['the account', (page) => go(page, '/account')],
    ['the name and language', (page) => go(page, '/account/profile')],
    ['the address', (page) => proven(page, '/account/email')],
    ['the password', (page) => go(page, '/account/password')],
    ['the factors', (page) => go(page, '/account/factors')],
    ['a new authenticator app', (page) => proven(page, '/account/authenticator')],
    ['a new passkey', (page) => proven(page, '/account/passkeys/new')],
    ['the recovery codes', (page) => go(page, '/account/recovery-codes')],
    ['the linked providers', (page) => go(page, '/account/identities')],
    ['the sessions and devices', (page) => go(page, '/account/sessions')],
    ['the activity', (page) => go(page, '/account/activity')],
    ['the export', (page) => proven(page, '/account/export')],
    ['the deletion', (page) => go(page, '/account/delete')],
    [
      'a proof',
      (page) => go(page, '/account/prove?purpose=remove_factor&next=%2Faccount%2Ffactors'),
    ],
    [
      'a proof after a wrong password',
      async (page) => {
        await go(page, '/account/prove?purpose=remove_factor&next=%2Faccount%2Ffactors');
        await page.fill('#password', 'not the right one');
        await page.keyboard.press('Enter');
        await page.locator('[role=alert]:visible').waitFor();
      },
    ],
    ['the choice of the account', (page) => go(page, '/choose-account')],
    ['the question before a sign-out', (page) => go(page, '/sign-out')],
  ];

  describe.each([
    ['a stranger', strangers, FOR_STRANGERS],
    ['the owner', owners, FOR_OWNERS],
  ])('for %s', (_who, contexts, pages) => {
    it.each(pages)(
      '%s: axe finds nothing, light, dark, narrow and from right to left',
      async (name, open) => {
        for (const [n, view] of SEEN.entries()) {
          const page = await contexts[n]!.newPage();
          await open(page);
          await expectAccessible(name, page, view);
          await page.close();
        }
        expect(complaints).toEqual([]);
      },
      120_000,
    );

    it.each(pages)(
      '%s: it is small, and allows nothing that is not its own',
      async (_name, open) => {
        const page = await contexts[0]!.newPage();
        const answers: Response[] = [];
        page.on('response', (answer) => answers.push(answer));
        await open(page);
        const shown = answers.findLast((answer) => answer.headers()['content-security-policy']);
        const policy = shown?.headers()['content-security-policy'] ?? 'none';
        expect(policy).toMatch(/default-src 'none'/);
        expect(policy).not.toMatch(LOOSE);
        expect((await shown!.body()).length).toBeLessThan(MOST_BYTES);
        const foreign = answers.filter((answer) => !answer.url().startsWith(base));
        expect(foreign.map((answer) => answer.url())).toEqual([]);
        await page.close();
      },
    );

    it.each(pages)(
      '%s: the keyboard reaches all that can be used, in the order of the page, and shows where it is',
      async (_name, open) => {
        const page = await contexts[0]!.newPage();
        await open(page);
        const expected = await page.evaluate<string[]>(LIST_USABLE);
        expect(await walk(page, expected.length)).toEqual(expected);
        await page.close();
      },
    );
  });

  it('a person signs up, confirms, signs in, changes the name and signs out without scripts and without a mouse', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en' });
    const page = await context.newPage();
    const email = anEmail();
    const type = async (id: string, text: string) => {
      await page.locator(`#${id}`).focus();
      await page.keyboard.type(text);
    };
    const enter = async (button: string) => {
      await page.locator('main button', { hasText: button }).focus();
      await page.keyboard.press('Enter');
    };
    await go(page, '/sign-up');
    await type('email', email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.locator('[role=status]').waitFor();
    const token = tokenIn(await mailTo(sink, email, /Confirm your e-mail/));
    await go(page, `/verify-email?token=${token}`);
    await enter('Confirm my address');
    await page.locator('[role=status]', { hasText: 'is confirmed' }).waitFor();
    await go(page, '/sign-in');
    await type('email', email);
    await type('password', PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${base}/account`);
    await go(page, '/account/profile');
    await type('first_name', 'Anna');
    await page.keyboard.press('Enter');
    await page.locator('[role=status]').waitFor();
    await go(page, '/account/profile');
    expect(await page.inputValue('#first_name')).toBe('Anna');
    await go(page, '/sign-out');
    await enter('Sign out');
    await page.waitForURL(`${base}/signed-out`);
    await go(page, '/account');
    expect(page.url()).toContain('/sign-in?');
    await context.close();
  });
});

/** All that can be used by the keyboard, as `tag#id or text`, in the order of the page. */
const DESCRIBE = `((element) => element.tagName.toLowerCase() + (element.id ? '#' + element.id : ' ' + (element.textContent || element.value || '').trim().replace(/\\s+/g, ' ')))`;
const LIST_USABLE = `[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter((element) => element.checkVisibility() && !element.disabled)
  .map(${DESCRIBE})`;
const FOCUSED = `(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return outlineStyle === 'none' || parseFloat(outlineWidth) < 1 ? 'no outline: ' + ${DESCRIBE}(element) : ${DESCRIBE}(element);
})()`;

/** What the Tab key reaches from the top of the page. */
async function walk(page: Page, count: number): Promise<string[]> {
  await page.evaluate(
    "document.activeElement.blur(); document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')",
  );
  const reached: string[] = [];
  for (let step = 0; step < count; step += 1) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate<string>(FOCUSED));
  }
  return reached;
}
