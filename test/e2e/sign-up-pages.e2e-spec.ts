import { startTestApp, type SmtpSink, type TestApp } from '#libs/testing';
import {
  anEmail,
  mailTo,
  OTHER_PASSWORD,
  PASSWORD,
  tokenIn,
  UNLIMITED,
  type Accounts,
} from '../support/accounts.js';
import { solvedChallenge } from '../support/altcha.js';
import { withFixture } from '../support/with-fixture.js';
import { PageBrowser } from './support/page-browser.js';
import { CHALLENGE, trade } from './support/test-browser.js';

const CONFIRM = /Confirm your e-mail/;
const ALREADY = /already have an account/;
const WEB = 'https://app.example.test/cb';
const ASKED = { redirect_uri: WEB, state: 'st 1', code_challenge: CHALLENGE };
const FOR_APPLICATION = new URLSearchParams({ ...ASKED, code_challenge_method: 'S256' })
  .toString()
  .replaceAll('+', '%20');
const SIGN_UP = '/sign-up';

describe('the page to create an account', () => {
  let app: TestApp;
  let accounts: Accounts;
  let sink: SmtpSink;
  let browser: PageBrowser;

  withFixture(async (opened) => {
    const env = { ...UNLIMITED, OAUTH_REDIRECT_URIS: WEB };
    ({ app, accounts, sink } = await opened.appWithMail({ env }));
  }, 60_000);
  beforeEach(() => {
    browser = new PageBrowser(app);
  });

  const register = async (typed: Record<string, string | undefined>, path = SIGN_UP) =>
    browser.submit(await browser.open(path), typed, SIGN_UP);
  const userOf = (email: string) =>
    accounts.row<Record<string, unknown>>('SELECT * FROM users WHERE email = $1', [email]);

  it('a person registers for an application, confirms by mail, signs in and is back at the application', async () => {
    const email = anEmail();
    const sent = await register(
      { email: ` ${email} `, password: PASSWORD, first_name: 'Anna', last_name: '' },
      `${SIGN_UP}?${FOR_APPLICATION}`,
    );
    expect(sent).toMatchObject({ status: 200, at: `/sign-up/sent?${FOR_APPLICATION}` });
    expect(sent.text).toContain('We have mailed you.');
    expect(await userOf(email)).toMatchObject({
      first_name: 'Anna',
      last_name: null,
      locale: 'en',
      is_email_verified: false,
    });
    const token = tokenIn(await mailTo(sink, email, CONFIRM));
    const question = await browser.open(`/verify-email?token=${token}`);
    const verified = await browser.submit(question, {}, '/verify-email');
    expect(verified.html).toContain('href="/sign-in"');
    const [, signIn = ''] = /href="(\/sign-in\?[^"]*)"/.exec(sent.html) ?? [];
    const back = await browser.signIn(
      { email, password: PASSWORD },
      signIn.replaceAll('&amp;', '&'),
    );
    const { searchParams } = new URL(back.at);
    expect(searchParams.get('state')).toBe('st 1');
    expect(await trade(app, searchParams.get('code') ?? '')).toMatchObject({
      status: 200,
      body: { user: { email } },
    });
  });

  it('the page of the own account that was wanted survives, too', async () => {
    const path = `${SIGN_UP}?${new URLSearchParams({ next: '/account/factors' }).toString()}`;
    const sent = await register({ email: anEmail(), password: PASSWORD }, path);
    expect(sent.html).toContain('href="/sign-in?next=%2Faccount%2Ffactors"');
  });

  it('a taken address gets the same answer, and its owner a mail', async () => {
    const { email } = await accounts.create();
    const taken = await register({ email, password: OTHER_PASSWORD });
    browser = new PageBrowser(app);
    const free = await register({ email: anEmail(), password: OTHER_PASSWORD });
    expect({ at: taken.at, text: taken.text }).toEqual({ at: free.at, text: free.text });
    await mailTo(sink, email, ALREADY);
  });

  it('the address of the person is in no address', async () => {
    const email = anEmail();
    const { at } = await register({ email, password: PASSWORD });
    expect(at).toBe('/sign-up/sent');
  });

  it('the account is made in the language of the page', async () => {
    const email = anEmail();
    const sent = await register({ email, password: PASSWORD }, `${SIGN_UP}?lang=de`);
    expect(sent.text).toContain('Wir haben Ihnen eine E-Mail geschickt.');
    expect(await userOf(email)).toMatchObject({ locale: 'de' });
  });

  it('each problem is told at its field, with what was typed except the password', async () => {
    const shown = await register({
      email: 'no "address"',
      password: '',
      first_name: 'A\u202Enna',
      last_name: 'Berger',
    });
    expect(shown).toMatchObject({ status: 400, at: SIGN_UP });
    const links = [...shown.html.matchAll(/<li><a href="#([a-z_]+)">/g)].map(([, id]) => id);
    expect(links).toEqual(['email', 'password', 'first_name']);
    const [form] = shown.forms;
    expect(form?.values).toMatchObject({
      email: 'no "address"',
      first_name: 'A\u202Enna',
      last_name: 'Berger',
      password: '',
    });
    expect(shown.html.match(/aria-invalid="true"/g)).toHaveLength(3);
  });

  it('a password that cannot be used is told why, and is not shown again', async () => {
    const email = anEmail();
    const shown = await register({ email, password: 'password' });
    expect(shown).toMatchObject({ status: 400, at: SIGN_UP });
    expect(shown.html).toContain('href="#password"');
    expect(shown.forms[0]?.values).toMatchObject({ email, password: '' });
    expect(await userOf(email)).toBeUndefined();
    expect((await browser.submit(shown, { password: PASSWORD }, SIGN_UP)).at).toBe('/sign-up/sent');
  });

  it('a form without its token is shown anew, and registers nobody', async () => {
    const email = anEmail();
    const shown = await register({ email, password: PASSWORD, form_token: undefined });
    expect(shown).toMatchObject({ status: 403, at: SIGN_UP });
    expect(shown.forms[0]?.values).toMatchObject({ email, password: '' });
    expect(await userOf(email)).toBeUndefined();
  });

  it('a form of another site registers nobody', async () => {
    browser = new PageBrowser(app, { origin: 'https://evil.example' });
    const email = anEmail();
    expect(await register({ email, password: PASSWORD })).toMatchObject({ status: 403 });
    expect(await userOf(email)).toBeUndefined();
  });

  it.each([SIGN_UP, '/sign-up/sent'])(
    'the page %s leads to no application that is not on the list',
    async (path) => {
      const evil = new URLSearchParams({ ...ASKED, redirect_uri: 'https://evil.example/cb' });
      const shown = await browser.open(`${path}?${evil.toString()}`);
      expect(shown).toMatchObject({ status: 400, at: `${path}?${evil.toString()}` });
      expect(shown.html).not.toMatch(/href="https?:/);
    },
  );
});

describe('the page to create an account, by the configuration', () => {
  it('where registration is off there is a refusal, and nobody is registered', async () => {
    await withApp({ REGISTRATION_ENABLED: 'true' }, async (open) => {
      const page = await open.open(SIGN_UP);
      await withApp({ REGISTRATION_ENABLED: 'false' }, async (closed) => {
        expect(await closed.open(SIGN_UP)).toMatchObject({ status: 403 });
        const typed = { email: anEmail(), password: PASSWORD };
        expect(await closed.submit(page, typed, SIGN_UP)).toMatchObject({ status: 403 });
      });
    });
  }, 60_000);

  it('where no address need be confirmed the person can sign in at once', async () => {
    await withApp({ EMAIL_VERIFICATION_REQUIRED: 'false' }, async (browser) => {
      const credentials = { email: anEmail(), password: PASSWORD };
      const done = await browser.submit(await browser.open(SIGN_UP), credentials, SIGN_UP);
      expect(done.text).toContain('You can sign in now');
      expect((await browser.signIn(credentials)).at).toMatch(/^\/account/);
    });
  }, 60_000);

  it('where the protection against enumeration is off a taken address is told at its field', async () => {
    await withApp({ ACCOUNT_ENUMERATION_PROTECTION: 'false' }, async (browser) => {
      const credentials = { email: anEmail(), password: PASSWORD };
      await browser.submit(await browser.open(SIGN_UP), credentials, SIGN_UP);
      const again = await browser.submit(await browser.open(SIGN_UP), credentials, SIGN_UP);
      expect(again).toMatchObject({ status: 409, at: SIGN_UP });
      expect(again.html).toContain('href="#email"');
    });
  }, 60_000);

  it('where a challenge is required the form has one, and needs its solution', async () => {
    const env = {
      RATE_LIMIT_ENABLED: 'true',
      CAPTCHA_MODE: 'always',
      CAPTCHA_DIFFICULTY: '1000',
    };
    await withApp(env, async (browser, app) => {
      const page = await browser.open(SIGN_UP);
      expect(page.html).toContain('data-captcha');
      const typed = { email: anEmail(), password: PASSWORD };
      expect(await browser.submit(page, typed, SIGN_UP)).toMatchObject({ status: 403 });
      const field = page.forms[0]?.names.find((name) => /altcha|captcha/.test(name)) ?? '';
      const solved = { ...typed, [field]: await solvedChallenge(app) };
      expect((await browser.submit(page, solved, SIGN_UP)).at).toBe('/sign-up/sent');
    });
  }, 60_000);
});

/** A browser at a server of its own with these settings. */
async function withApp(
  env: Readonly<Record<string, string>>,
  run: (browser: PageBrowser, app: TestApp) => Promise<unknown>,
): Promise<void> {
  const app = await startTestApp({ env: { ...UNLIMITED, ...env } });
  try {
    await run(new PageBrowser(app), app);
  } finally {
    await app.close();
  }
}
