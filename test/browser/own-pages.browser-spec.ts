import type { Browser, BrowserContext, Locator, Page, Response } from 'playwright-core';
import { newId, sha256 } from '#libs/kernel';
import { startSmtpSink, startTestApp, type SmtpSink, type TestApp } from '#libs/testing';
import {
  Accounts,
  anEmail,
  mailTo,
  PASSWORD,
  tokenIn,
  UNLIMITED,
  type Account,
} from '../support/accounts.js';
import { codeOf, enrolFactor, fakeTotp } from '../support/factors.js';
import { OrganizationRows } from '../support/organization-rows.js';
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
const INVITATION = 'i'.repeat(43);
const PROVIDER = { GITHUB_CLIENT_ID: 'an-id', GITHUB_CLIENT_SECRET: 'a-secret' };

/** Light and wide, narrow, and dark from right to left. */
const SEEN = [VIEWS[0], VIEWS[2], VIEWS[4]];

type Opened = Promise<Response | null>;

describe('the pages to sign in at and of one’s own account, in a real browser', () => {
  let app: TestApp;
  let sink: SmtpSink;
  let accounts: Accounts;
  let account: Account;
  /** With an authenticator app. */
  let enrolled: Account;
  let browser: Browser;
  let base: string;
  const strangers: BrowserContext[] = [];
  const owners: BrowserContext[] = [];
  const enrolledOwners: BrowserContext[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    sink = await startSmtpSink();
    const env = {
      ...sink.env,
      ...PROVIDER,
      ...UNLIMITED,
      OAUTH_REDIRECT_URIS: APPLICATION,
      EMAIL_SIGN_IN_ENABLED: 'true',
    };
    app = await startTestApp({ env });
    base = app.url;
    accounts = new Accounts(app.databaseUrl);
    account = await accounts.create();
    enrolled = await accounts.create();
    await enrolFactor(accounts, enrolled);
    await invite();
    fakeTotp(app);
    browser = await openChromium();
    for (const view of SEEN) {
      strangers.push(await contextOf(browser, view));
      owners.push(await signedIn(view, account));
      enrolledOwners.push(await signedIn(view, enrolled));
    }
    for (const context of [...strangers, ...owners, ...enrolledOwners])
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

  let step = 0;
  /** Each code of the app is good once. */
  const nextCode = (): string => {
    step += 1;
    return codeOf(enrolled, step);
  };

  /** The account, to a unit. */
  async function invite(): Promise<void> {
    const rows = new OrganizationRows(accounts);
    const unit = await rows.unit('Germany', await rows.unit('Acme'));
    await accounts.rows(
      `INSERT INTO organization_invitations
         (id, unit_id, root_id, email, email_canonical, token_hash, invited_by, sent_at, expires_at)
       SELECT $1, o.id, o.root_id, u.email, u.email_canonical, $2, u.id, now(), now() + interval '1 day'
         FROM organizations o, users u WHERE o.id = $3 AND u.id = $4`,
      [newId(), sha256(INVITATION), unit, account.id],
    );
  }

  async function typePassword(page: Page, of: Account): Promise<void> {
    await go(page, '/sign-in');
    await page.fill('#email', of.email);
    await page.fill('#password', of.password);
    await page.keyboard.press('Enter');
  }

  async function signedIn(view: (typeof SEEN)[number], of: Account): Promise<BrowserContext> {
    const context = await contextOf(browser, view);
    const page = await context.newPage();
    await typePassword(page, of);
    if (of === enrolled) {
      await page.fill('#code', nextCode());
      await page.keyboard.press('Enter');
    }
    await page.waitForURL(`${base}/account`);
    await page.close();
    return context;
  }

  /** A page of an act that asks for a fresh proof first: of itself, or by its link to it. */
  async function proven(page: Page, path: string, way = path): Promise<void> {
    await go(page, way);
    if (!page.url().includes('/account/prove')) return;
    const asked = page.locator('#password, #code');
    const isPassword = (await asked.getAttribute('id')) === 'password';
    await asked.fill(isPassword ? account.password : nextCode());
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
        await page.locator('#problems').waitFor();
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
        await page.locator('#problems').waitFor();
      },
    ],
    ['the page after a registration', (page) => go(page, '/sign-up/sent')],
    [
      'the page for the second factor',
      async (page) => {
        await typePassword(page, enrolled);
        await page.locator('#code').waitFor();
      },
    ],
    [
      'the page for the second factor after a wrong code',
      async (page) => {
        await typePassword(page, enrolled);
        await page.fill('#code', 'not-a-code');
        await page.keyboard.press('Enter');
        await page.locator('#problems').waitFor();
      },
    ],
    [
      'the page after a provider’s sign-in with the address of an account',
      (page) => go(page, '/link-account?provider=github'),
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
    ['an invitation', (page) => go(page, `/invitation?token=${INVITATION}`)],
    ['a dead invitation', (page) => go(page, '/invitation?token=x')],
    ['the page of a sign-out', (page) => go(page, '/signed-out')],
    [
      'the page of an application that is not known',
      (page) => go(page, '/sign-in?redirect_uri=https%3A%2F%2Fevil.example%2F'),
    ],
  ];

  const FOR_OWNERS: [string, Way][] = [
    ['the account', (page) => go(page, '/account')],
    ['the answer to an invitation', (page) => go(page, `/invitation?token=${INVITATION}`)],
    ['the name and language', (page) => go(page, '/account/profile')],
    ['the address', (page) => go(page, '/account/email')],
    [
      'the address after a proof',
      (page) => proven(page, '/account/email', '/account/email?prove=yes'),
    ],
    ['the password', (page) => go(page, '/account/password')],
    ['the factors', (page) => go(page, '/account/factors')],
    ['a new authenticator app', (page) => proven(page, '/account/authenticator')],
    ['a new passkey', (page) => proven(page, '/account/passkeys/new')],
    ['the recovery codes', (page) => go(page, '/account/recovery-codes')],
    ['the linked providers', (page) => go(page, '/account/identities')],
    ['a provider to link', (page) => proven(page, '/account/identities/link?provider=github')],
    ['the sessions and devices', (page) => go(page, '/account/sessions')],
    ['the end of all other sessions', (page) => go(page, '/account/sessions/end-others')],
    ['the known devices', (page) => go(page, '/account/devices')],
    ['the activity', (page) => go(page, '/account/activity')],
    ['the organizations', (page) => go(page, '/account/organizations')],
    ['the export', (page) => go(page, '/account/export')],
    [
      'the export after a proof',
      (page) => proven(page, '/account/export', '/account/export?prove=yes'),
    ],
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
        await page.locator('#problems').waitFor();
      },
    ],
    ['the choice of the account', (page) => go(page, '/choose-account')],
    ['the question before a sign-out', (page) => go(page, '/sign-out')],
  ];

  const FOR_ENROLLED: [string, Way][] = [
    ['the factors', (page) => go(page, '/account/factors')],
    [
      'a proof by a code',
      (page) => go(page, '/account/prove?purpose=remove_factor&next=%2Faccount%2Ffactors'),
    ],
    [
      'new recovery codes, which are shown once',
      async (page) => {
        const make = page.locator('form[action$="/recovery-codes"] button');
        await go(page, '/account/recovery-codes');
        await make.click();
        await page.fill('#code', nextCode());
        await page.keyboard.press('Enter');
        await page.waitForURL(`${base}/account/recovery-codes`);
        await make.click();
        await page.locator('ol.codes').waitFor();
      },
    ],
    ['the deletion before a proof', (page) => go(page, '/account/delete')],
    [
      'the deletion after a proof',
      (page) => proven(page, '/account/delete', '/account/delete?prove=yes'),
    ],
  ];

  describe.each([
    ['a stranger', strangers, FOR_STRANGERS],
    ['the owner', owners, FOR_OWNERS],
    ['the owner of an authenticator app', enrolledOwners, FOR_ENROLLED],
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
      '%s: it is small, allows nothing that is not its own, and the keyboard reaches and shows all that can be used, in order',
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
    const press = async (control: Locator) => {
      await tabTo(page, control);
      await page.keyboard.press('Enter');
    };
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const link = (name: string) => page.getByRole('link', { name, exact: true });

    await go(page, '/sign-up');
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${base}/sign-up/sent`);
    const token = tokenIn(await mailTo(sink, email, /Confirm/));
    await go(page, `/verify-email?token=${token}`);
    await press(button('Confirm my address'));
    await page.getByRole('heading', { name: 'Address confirmed' }).waitFor();
    await press(link('Sign in'));
    await page.locator('#email:focus').waitFor();
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${base}/account`);
    await press(link('Name and language'));
    await page.locator('#first_name').waitFor();
    await tabTo(page, page.locator('#first_name'));
    await page.keyboard.type('Anna');
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    expect(await page.locator('#first_name').inputValue()).toBe('Anna');
    await press(button('Sign out'));
    await page.waitForURL(`${base}/signed-out`);
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

/** As far as a keyboard goes on a page. */
const MOST_STOPS = 60;

/** @throws Error when the Tab key does not reach it */
async function tabTo(page: Page, control: Locator): Promise<void> {
  const focused = control.and(page.locator(':focus'));
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    if ((await focused.count()) > 0) return;
  }
  throw new Error(`The keyboard does not reach ${String(control)}`);
}

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
