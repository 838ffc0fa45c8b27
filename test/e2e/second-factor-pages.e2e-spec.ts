import { FakeClock, type TestApp } from '#libs/testing';
import { UNLIMITED, type Account, type Accounts } from '../support/accounts.js';
import { anAccountWithTotp, codeOf, enrolFactor, fakeTotp } from '../support/factors.js';
import { withFixture } from '../support/with-fixture.js';
import { PageBrowser, type ShownPage } from './support/page-browser.js';
import { CHALLENGE, trade } from './support/test-browser.js';

const WEB = 'https://app.example.test/cb';
const ASKED = { redirect_uri: WEB, state: 'st 1', code_challenge: CHALLENGE };
const ASKING = `/sign-in?${new URLSearchParams(ASKED).toString()}`;
const PATH = '/second-factor';
const CODE_WINDOW_SECONDS = 300;
const WRONG = '000000';

describe('the page for a second factor', () => {
  const clock = new FakeClock('2026-03-01T00:00:00.000Z');
  let app: TestApp;
  let guarded: TestApp;
  let accounts: Accounts;
  let account: Account;
  let browser: PageBrowser;

  withFixture(async (opened) => {
    const env = { ...UNLIMITED, OAUTH_REDIRECT_URIS: WEB, WEBAUTHN_RP_ID: 'localhost', APP_BASE_URL: 'http://localhost:5000' }; // prettier-ignore
    ({ app, accounts } = await opened.app({ env, clock }));
    const limits = { ...env, RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_TOKEN_PER_ADDRESS: '3/1h' };
    ({ app: guarded } = await opened.app({ env: limits, clock, database: { url: app.databaseUrl } })); // prettier-ignore
    fakeTotp(app, guarded);
  }, 120_000);
  beforeEach(async () => {
    account = await anAccountWithTotp(accounts);
    browser = new PageBrowser(app);
  });

  const send = (page: ShownPage, typed: Readonly<Record<string, string | undefined>>) =>
    browser.submit(page, typed, PATH);
  const fieldsOf = ({ forms }: ShownPage) => forms.find(({ action }) => action === PATH)!;

  describe('after the right password', () => {
    it('the page asks for a code, and no session is open', async () => {
      const page = await browser.signIn(account);
      expect(page.status).toBe(200);
      expect(page.html).toMatch(/<input id="code"[^>]*autocomplete="one-time-code"[^>]*numeric/);
      expect(page.html).not.toContain('<script');
      expect(await accounts.liveSessions(account)).toBe(0);
    });

    it('the right code signs in, and leads to the page that was wanted', async () => {
      const page = await browser.signIn(account, '/sign-in?next=%2Faccount%2Fsessions');
      const after = await send(page, { code: codeOf(account) });
      expect(after.at).toBe('/account/sessions');
      const session = await accounts.row('SELECT amr FROM sessions WHERE user_id = $1', [
        account.id,
      ]);
      expect(session).toEqual({ amr: ['pwd', 'otp', 'mfa'] });
    });

    it('the application that asked gets its code, and its policy allows the form to end there', async () => {
      const page = await browser.signIn(account, ASKING);
      expect(page.headers.get('content-security-policy')).toContain(
        "form-action 'self' https://app.example.test",
      );
      const after = await send(page, { code: codeOf(account) });
      const { searchParams, origin } = new URL(after.at);
      expect([origin, searchParams.get('state')]).toEqual([new URL(WEB).origin, 'st 1']);
      const traded = await trade(app, searchParams.get('code') ?? '');
      expect(traded).toMatchObject({ status: 200, body: { user: { email: account.email } } });
    });

    it('a recovery code may be typed into the same field, with any case and spaces', async () => {
      await enrolFactor(accounts, account, 'recovery_codes');
      const page = await browser.signIn(account);
      expect(page.html).toMatch(/<input id="code"[^>]*inputmode="text"/);
      expect(page.text).toContain('or a recovery code');
    });

    it('an account with a passkey gets the form for it, hidden until a script shows it', async () => {
      await enrolFactor(accounts, account, 'passkey');
      const page = await browser.signIn(account);
      expect(page.html).toMatch(/data-passkey="get"[^>]*hidden/);
      expect(page.forms.filter(({ action }) => action === PATH)).toHaveLength(2);
      expect(page.headers.get('content-security-policy')).toMatch(
        /script-src 'nonce-[^']+'(?:;|$)/,
      );
      expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
    });
  });

  describe('a refusal', () => {
    const aPage = () => browser.signIn(account, ASKING);

    it('a wrong code shows the form anew with the tries that are left, and the right one still signs in', async () => {
      const wrong = await send(await aPage(), { code: WRONG });
      expect(wrong).toMatchObject({ status: 401, at: PATH });
      expect(wrong.text).toContain('You have 4 more tries.');
      expect(wrong.html).not.toContain(`value="${WRONG}"`);
      const after = await send(wrong, { code: codeOf(account) });
      expect(after.at).toContain(WEB);
    });

    it('the fifth wrong code ends the sign-in, which begins again with what was wanted', async () => {
      let page = await aPage();
      for (let time = 1; time < 5; time += 1) page = await send(page, { code: WRONG });
      expect(page.text).toContain('You have 1 more try.');
      const last = await send(page, { code: WRONG });
      expect(last).toMatchObject({ status: 401, at: PATH });
      const [form] = last.forms;
      expect(form).toMatchObject({ action: '/sign-in', values: ASKED });
      expect(last.html).toContain('role="alert"');
      const late = await send(page, { code: codeOf(account) });
      expect(late.forms[0]?.action).toBe('/sign-in');
      expect(await accounts.liveSessions(account)).toBe(0);
    });

    it('an empty field is told, and is no try', async () => {
      const page = await send(await aPage(), { code: ' ' });
      expect(page.text).toContain('Enter a code.');
      const wrong = await send(page, { code: WRONG });
      expect(wrong.text).toContain('You have 4 more tries.');
    });

    it('after five minutes the sign-in begins again', async () => {
      const page = await aPage();
      clock.advanceSeconds(CODE_WINDOW_SECONDS + 1);
      const after = await send(page, { code: codeOf(account) });
      expect(after).toMatchObject({ status: 401 });
      expect(after.text).toContain('This sign-in has ended');
    });

    it('the challenge of another browser is worth nothing', async () => {
      const page = await aPage();
      const stranger = new PageBrowser(app);
      const own = await stranger.signIn(await anAccountWithTotp(accounts));
      const { challenge } = fieldsOf(page).values;
      const after = await stranger.submit(own, { challenge, code: codeOf(account) }, PATH);
      expect(after).toMatchObject({ status: 401 });
      expect(after.forms[0]?.action).toBe('/sign-in');
      expect(await accounts.liveSessions(account)).toBe(0);
    });

    it('a form without its token is shown anew, and is no try', async () => {
      const page = await send(await aPage(), { code: codeOf(account), form_token: undefined });
      expect(page).toMatchObject({ status: 403, at: PATH });
      expect((await send(page, { code: WRONG })).text).toContain('You have 4 more tries.');
    });

    it('an answer that is no passkey is a wrong factor', async () => {
      await enrolFactor(accounts, account, 'passkey');
      for (const response of ['{', '[]', '{"id":"a"}', '"x"']) {
        // The form for the passkey is the first one.
        const after = await send(await browser.signIn(account), { response });
        expect(after).toMatchObject({ status: 401, at: PATH });
        expect(after.text).toContain('You have 4 more tries.');
      }
    });

    it('refusals that are shown count by their address', async () => {
      const limited = new PageBrowser(guarded);
      let page = await limited.signIn(account);
      for (let time = 0; time < 3; time += 1)
        page = await limited.submit(page, { code: WRONG }, PATH);
      expect(page.status).toBe(401);
      const after = await limited.submit(page, { code: WRONG }, PATH);
      expect(after.status).toBe(429);
    });
  });

  it('two tabs do not mix: each goes on with its own account and what was wanted in it', async () => {
    const other = await anAccountWithTotp(accounts);
    const first = await browser.signIn(account, ASKING);
    const second = await browser.signIn(other, '/sign-in?next=%2Faccount%2Fsessions');
    const done = await send(second, { code: codeOf(other) });
    expect(done.at).toBe('/account/sessions');
    // The browser has another form nonce since: the first tab asks once more.
    const again = await send(first, { code: codeOf(account) });
    expect(again.status).toBe(403);
    const after = await send(again, { code: codeOf(account) });
    expect(after.at).toContain(WEB);
    const traded = await trade(app, new URL(after.at).searchParams.get('code') ?? '');
    expect(traded.body.user).toMatchObject({ email: account.email });
  });

  it('a remembered browser is not asked again', async () => {
    const page = await browser.signIn(account);
    expect(page.text).toContain('for 30 days');
    await send(page, { code: codeOf(account), remember_device: 'yes' });
    browser.forget('gatehouse_session');
    const after = await browser.signIn(account);
    expect(after.at).toBe('/account');
  });

  it('without the box the browser is asked again', async () => {
    await send(await browser.signIn(account), { code: codeOf(account) });
    browser.forget('gatehouse_session');
    const after = await browser.signIn(account);
    expect(fieldsOf(after).names).toContain('challenge');
  });

  it('without a challenge there is no page: the browser goes to the sign-in, with what was wanted', async () => {
    const after = await browser.open(`${PATH}?next=%2Faccount%2Fsessions`);
    expect(after.at).toBe('/sign-in?next=%2Faccount%2Fsessions');
  });

  it('the link to start again has what was wanted', async () => {
    const page = await browser.signIn(account, '/sign-in?next=%2Faccount%2Fsessions');
    expect(page.html).toContain('href="/sign-in?next=%2Faccount%2Fsessions"');
  });
});
