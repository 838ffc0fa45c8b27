import { eventually, FakeClock, type SmtpSink, type TestApp } from '#libs/testing';
import { solvedChallenge } from '../support/altcha.js';
import {
  mailTo,
  PASSWORD,
  tokenIn,
  UNLIMITED,
  type Account,
  type Accounts,
} from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';
import { PageBrowser } from './support/page-browser.js';
import { asking, codeOf, WEB } from './support/sign-in-request.js';
import { trade } from './support/test-browser.js';

const REDIRECTS = { OAUTH_REDIRECT_URIS: `${WEB} com.example.app:/cb` };

describe('the page to sign in', () => {
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;
  let browser: PageBrowser;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ env: { ...UNLIMITED, ...REDIRECTS } }));
  });
  beforeEach(async () => {
    account = await accounts.create();
    browser = new PageBrowser(app);
  });

  it('a person signs in for an application that has no page of its own, and the code is traded', async () => {
    const after = await browser.signIn(account, asking());
    const { searchParams, origin, pathname } = new URL(after.at);
    expect(`${origin}${pathname}`).toBe(WEB);
    expect(searchParams.get('state')).toBe('st 1');
    expect(searchParams.has('iss')).toBe(true);
    const traded = await trade(app, codeOf(after));
    expect(traded).toMatchObject({ status: 200, body: { user: { email: account.email } } });
  });

  it('the form can be filled in by password managers and passkeys, and leads to the other pages with the goal', async () => {
    const { html, text } = await browser.open(asking());
    expect(html).toMatch(/<input id="email"[^>]* autocomplete="username webauthn"/);
    expect(html).toMatch(/<input id="password"[^>]* autocomplete="current-password"/);
    expect(html).toContain('href="/forgot-password"');
    const [, signUp = ''] = /href="(\/sign-up[^"]*)"/.exec(html) ?? [];
    expect(signUp.replaceAll('&amp;', '&')).toBe(asking({}, '/sign-up', true));
    expect(text).toContain('app.example.test');
  });

  it.each([
    [WEB, 'https://app.example.test'],
    ['com.example.app:/cb', 'com.example.app:'],
  ])('the form may be answered by a redirect to %s', async (redirectUri, target) => {
    const { headers } = await browser.open(asking({ redirect_uri: redirectUri }));
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`form-action 'self' ${target};`);
  });

  it('a person without an application comes to the own account, or to the page of it that was wanted', async () => {
    expect((await browser.signIn(account)).at).toBe('/account');
    const other = new PageBrowser(app);
    const wanted = '/account/prove?purpose=add_factor&next=%2Faccount%2Ffactors';
    const sent = await other.open(wanted);
    expect(sent.at).toMatch(/^\/sign-in\?next=/);
    expect((await other.signIn(account, sent.at)).at).toBe(wanted);
  });

  it('a person who is signed in goes on at once, and signs in to a further account by the link for it', async () => {
    await browser.signIn(account);
    expect((await browser.open('/sign-in')).at).toBe('/account');
    expect((await browser.open('/sign-in?next=%2Faccount%2Fsessions')).at).toBe(
      '/account/sessions',
    );
    const second = await accounts.create();
    await browser.signIn(second, '/sign-in?another=yes');
    const { text } = await browser.open('/choose-account');
    expect(text).toContain(account.email);
    expect(text).toContain(second.email);
  });

  it('a wrong password is told above the form, which has the address and no password', async () => {
    const page = await browser.open(asking());
    const after = await browser.submit(page, { email: account.email, password: 'not this one' });
    expect(after).toMatchObject({ status: 401, at: '/sign-in' });
    expect(after.html).toMatch(/role="alert" tabindex="-1" autofocus/);
    expect(after.html).not.toContain('not this one');
    const [form] = after.forms;
    expect(form?.values).toMatchObject({ email: account.email, password: '', redirect_uri: WEB });
    const signedIn = await browser.submit(after, { password: PASSWORD });
    expect(codeOf(signedIn)).toMatch(/^bs\./);
  });

  it('an unknown address is answered as a wrong password is', async () => {
    const texts = await Promise.all(
      [account.email, 'nobody@example.test'].map(async (email) => {
        const one = new PageBrowser(app);
        const typed = { email, password: 'not this one' };
        const { status, text } = await one.submit(await one.open('/sign-in'), typed);
        return [status, text];
      }),
    );
    expect(texts[0]).toEqual(texts[1]);
  });

  it('an empty form is told what is missing', async () => {
    const after = await browser.submit(await browser.open('/sign-in'), { email: ' ' });
    expect(after.status).toBe(400);
    expect(after.text).toContain('Enter your e-mail address and your password.');
  });

  it('an address that is not confirmed leads to a new mail', async () => {
    const waiting = await accounts.create({ isVerified: false });
    const after = await browser.signIn(waiting, asking());
    expect(after.status).toBe(403);
    expect(after.html).toContain('href="/resend-verification"');
    expect(after.text).not.toContain('/api/');
  });

  it('an account that is disabled is told so', async () => {
    const disabled = await accounts.create({ isActive: false });
    const after = await browser.signIn(disabled);
    expect(after).toMatchObject({ status: 403, at: '/sign-in' });
    expect([...browser.cookies.keys()].join()).not.toContain('session');
  });

  it('the pages are in the language that the application asks for', async () => {
    const page = await browser.open(asking({ ui_locales: 'fr' }));
    expect(page.html).toContain('<html lang="fr"');
    const after = await browser.submit(page, { email: account.email, password: 'not this one' });
    expect(after.html).toContain('<html lang="fr"');
  });

  it('the browser’s session is for no single service: the one that is asked for is checked at the end', async () => {
    const { at } = await browser.signIn(account, asking({ resource: 'no such service' }));
    expect(new URL(at).searchParams.get('error')).toBe('invalid_target');
    expect((await browser.open('/sign-in')).at).toBe('/account');
  });

  it.each([
    [{ prompt: 'consent' }, 'VALIDATION_FAILED'],
    [{ code_challenge: '' }, 'VALIDATION_FAILED'],
  ])('a request with %j goes back to the application with the error', async (change, code) => {
    const { at } = await browser.open(asking(change));
    expect(at.startsWith(`${WEB}?`)).toBe(true);
    expect(new URL(at).searchParams.get('error_code')).toBe(code);
  });

  it('signing out is asked for first, is done by the form alone, and tells that it is done', async () => {
    await browser.signIn(account);
    const page = await browser.open('/sign-out');
    expect(page.text).toContain(account.email);
    expect((await browser.open('/sign-in')).at).toBe('/account');
    const after = await browser.submit(page, {}, '/sign-out');
    expect(after).toMatchObject({ status: 200, at: '/signed-out' });
    expect(after.html).toContain('href="/sign-in"');
    expect((await browser.open('/sign-in')).at).toBe('/sign-in');
    expect(await accounts.liveSessions(account)).toBe(0);
    expect((await browser.open('/sign-out')).at).toBe('/signed-out');
  });

  it('after a sign-out an application still has its session', async () => {
    await trade(app, codeOf(await browser.signIn(account, asking())));
    await browser.submit(await browser.open('/sign-out'), {}, '/sign-out');
    expect(await accounts.liveSessions(account)).toBe(1);
  });

  it('the start page leads to the sign-in, and then to the account', async () => {
    expect((await browser.open('/')).html).toContain('href="/sign-in"');
    await browser.signIn(account);
    const { html } = await browser.open('/');
    expect(html).toContain('href="/account"');
    expect(html).not.toContain('href="/sign-in"');
  });
});

describe('the page to sign in under limits', () => {
  const clock = new FakeClock();
  const env = { ...REDIRECTS, RATE_LIMIT_ENABLED: 'true' };
  let limited: TestApp;
  let challenged: TestApp;
  let accounts: Accounts;

  withFixture(async (opened) => {
    const few = { ...env, RATE_LIMIT_LOGIN_PER_ACCOUNT: '1/1m', CAPTCHA_MODE: 'off' };
    ({ app: limited, accounts } = await opened.app({ env: few, clock }));
    const always = { ...env, CAPTCHA_LOGIN: 'always', CAPTCHA_DIFFICULTY: '1000' };
    const database = { url: limited.databaseUrl };
    ({ app: challenged } = await opened.app({ env: always, clock, database }));
  }, 90_000);

  it('a limit tells how long to wait, on the form with the address', async () => {
    const account = await accounts.create();
    const browser = new PageBrowser(limited);
    const wrong = { email: account.email, password: 'not this one' };
    const first = await browser.submit(await browser.open(asking()), wrong);
    const after = await browser.submit(first, { password: PASSWORD });
    expect(after).toMatchObject({ status: 429, at: '/sign-in' });
    expect(after.text).toMatch(/Time to wait: \d+ (?:second|minute)s?\./);
    expect(Number(after.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(after.forms[0]?.values).toMatchObject({ email: account.email, redirect_uri: WEB });
    clock.advanceSeconds(120);
    expect(codeOf(await browser.submit(after, { password: PASSWORD }))).toMatch(/^bs\./);
  });

  it('a form without the solved challenge is shown with one, and leads to the application', async () => {
    const account = await accounts.create();
    const browser = new PageBrowser(challenged);
    const page = await browser.open(asking());
    expect(page.html).toContain('data-captcha');
    const typed = { email: account.email, password: PASSWORD };
    const refused = await browser.submit(page, { ...typed, altcha: '' });
    expect(refused).toMatchObject({ status: 403, at: '/sign-in' });
    expect(refused.html).toContain('data-captcha');
    expect(refused.forms[0]?.values).toMatchObject({ email: account.email, redirect_uri: WEB });
    const altcha = await solvedChallenge(challenged);
    expect(codeOf(await browser.submit(refused, { ...typed, altcha }))).toMatch(/^bs\./);
  });

  it('a sign-in that a challenge has refused is in the audit trail', async () => {
    const browser = new PageBrowser(challenged);
    const typed = { email: 'a@example.test', password: PASSWORD, altcha: '' };
    await browser.submit(await browser.open('/sign-in'), typed);
    const count = async () =>
      (
        await accounts.row<{ count: number }>(
          `SELECT count(*)::int AS count FROM audit_events
            WHERE type = 'login.failed' AND code = 'CAPTCHA_REQUIRED'`,
        )
      )?.count ?? 0;
    await eventually(async () => (await count()) > 0);
  });
});

describe('a sign-in that the owner must confirm', () => {
  const clock = new FakeClock('2026-03-01T00:00:00.000Z');
  let app: TestApp;
  let accounts: Accounts;
  let sink: SmtpSink;

  withFixture(async (opened) => {
    const env = { ...REDIRECTS, TRUST_PROXY: 'loopback', RISK_REFUSE_SCORE: '60' };
    ({ app, accounts, sink } = await opened.appWithMail({ env, clock }));
  }, 90_000);

  it('it is told with a way back, and succeeds after the confirmation', async () => {
    const account = await accounts.create();
    const at = (ip: string) => new PageBrowser(app, { 'x-forwarded-for': ip });
    expect((await at('193.99.144.80').signIn(account)).at).toBe('/account');
    const browser = at('133.242.0.1');
    const held = await browser.signIn(account, asking());
    expect(held).toMatchObject({ status: 403, at: '/sign-in' });
    expect(held.text).toContain('We have mailed you a link');
    expect(held.html).not.toContain(account.email);
    const token = tokenIn(await mailTo(sink, account.email, /Confirm your sign-in/));
    const confirmed = await browser.submit(await browser.open(`/confirm-sign-in?token=${token}`));
    expect(confirmed.html).toContain('href="/sign-in"');
    const [, back = ''] = /href="(\/sign-in\?[^"]*)"/.exec(held.html) ?? [];
    const after = await browser.signIn(account, back.replaceAll('&amp;', '&'));
    expect(codeOf(after)).toMatch(/^bs\./);
  });
});
