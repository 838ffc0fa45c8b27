import { FakeClock, type SmtpSink, type TestApp } from '#libs/testing';
import {
  anEmail,
  mailTo,
  me,
  OTHER_PASSWORD,
  PASSWORD,
  signIn,
  UNLIMITED,
  type Account,
  type Accounts,
} from '../support/accounts.js';
import { codeOf, enrolFactor, fakeTotp } from '../support/factors.js';
import { withFixture } from '../support/with-fixture.js';
import { PageBrowser, type ShownPage } from './support/page-browser.js';
import { CLIENT, TestBrowser } from './support/test-browser.js';

const PAGES = [
  '/account',
  '/account/profile',
  '/account/email',
  '/account/password',
  '/account/export',
  '/account/delete',
] as const;

/** The fields that a page shows, by the values that a browser would send. */
const valuesOf = ({ forms }: ShownPage, action: string) =>
  forms.find((form) => form.action === action)?.values;
const actionsOf = ({ forms }: ShownPage) => forms.map(({ action }) => action);
const SESSION = 'gatehouse_session_';
const sessionCookies = ({ cookies }: PageBrowser) =>
  [...cookies].filter(([name]) => name.startsWith(SESSION));

describe('the pages of one’s own account', () => {
  const clock = new FakeClock(new Date());
  let app: TestApp;
  let sink: SmtpSink;
  let accounts: Accounts;
  let account: Account;
  let browser: PageBrowser;

  withFixture(async (opened) => {
    ({ app, accounts, sink } = await opened.appWithMail({ clock, env: UNLIMITED }));
    fakeTotp(app);
  }, 60_000);
  beforeEach(async () => {
    account = await accounts.create();
    browser = await aBrowser();
  });

  /** A browser in which the account is signed in. */
  async function aBrowser(headers: Readonly<Record<string, string>> = {}): Promise<PageBrowser> {
    const opened = new TestBrowser(app);
    await opened.signIn(account);
    return new PageBrowser(app, headers, opened.header);
  }

  /** From the page where the person shows who they are, back to the page of the act. */
  async function prove(path: string, typed: Record<string, string> = { password: PASSWORD }) {
    const asked = await browser.open(path);
    expect(asked.at).toMatch(/^\/account\/prove\?/);
    return browser.submit(asked, typed);
  }

  const userRow = () =>
    accounts.row<{
      email: string;
      first_name: string | null;
      locale: string | null;
      password: string | null;
    }>('SELECT email, first_name, last_name, locale, password FROM users WHERE id = $1', [
      account.id,
    ]);

  describe('all of them', () => {
    it.each(PAGES)(
      '%s is for a person who is signed in, and the sign-in leads back',
      async (path) => {
        const stranger = await new PageBrowser(app).open(path);
        expect(stranger.at).toBe(`/sign-in?${new URLSearchParams({ next: path }).toString()}`);
        const shown = await browser.open(path);
        expect(shown).toMatchObject({ status: 200, at: path });
        expect(shown.html).toContain(account.email);
        expect(actionsOf(shown)).toContain('/sign-out');
      },
    );

    it.each(PAGES)('%s answers HEAD as GET, without a body', async (path) => {
      const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(`${app.url}${path}`, { method: 'HEAD', headers: { cookie } });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(await answer.text()).toBe('');
    });

    it.each([
      ['/account/profile', '/account/profile', { first_name: 'Typed' }],
      [
        '/account/password',
        '/account/password',
        { current_password: PASSWORD, new_password: OTHER_PASSWORD },
      ],
      ['/account/delete', '/account/delete', { address: 'typed@example.test', password: PASSWORD }],
    ])(
      'the form of %s without its token is shown anew, and does nothing',
      async (path, action, typed) => {
        const page = await browser.open(path);
        const after = await browser.submit(page, { ...typed, form_token: undefined }, action);
        expect(after).toMatchObject({ status: 403, at: action });
        expect(after.html).toContain('role="alert"');
        expect(after.html).not.toContain(PASSWORD);
        expect(await userRow()).toMatchObject({ first_name: null, email: account.email });
        await signIn(app, account);
      },
    );

    it('a form of another account’s session does nothing', async () => {
      const page = await browser.open('/account/profile');
      account = await accounts.create();
      const other = await aBrowser();
      const after = await other.submit(page, { first_name: 'Mallory' });
      expect(after.status).toBe(403);
      expect(await userRow()).toMatchObject({ first_name: null });
    });

    it('a form of another site is refused', async () => {
      const page = await browser.open('/account/profile');
      const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const body = new URLSearchParams({ ...valuesOf(page, '/account/profile'), first_name: 'X' });
      const headers = { cookie, 'sec-fetch-site': 'cross-site' };
      const answer = await fetch(`${app.url}/account/profile`, { method: 'POST', headers, body });
      expect(answer.status).toBe(403);
      expect(await userRow()).toMatchObject({ first_name: null });
    });

    it('a session that has ended while a form was open leads to the sign-in, and the form does nothing', async () => {
      const opened = new TestBrowser(app);
      const session = await opened.signIn(account);
      browser = new PageBrowser(app, {}, opened.header);
      const page = await browser.open('/account/profile');
      await opened.sessions.end(session, CLIENT);
      const after = await browser.submit(page, { first_name: 'Late' });
      expect(after.at).toBe('/sign-in?next=%2Faccount%2Fprofile');
      expect(await userRow()).toMatchObject({ first_name: null });
    });

    it.each([
      '/account/confirmation',
      '/account/email/cancel',
      '/account/password/first',
      '/account/password/removal',
    ])('the address of the form %s leads to its page', async (path) => {
      const shown = await browser.open(path);
      expect(shown.status).toBe(200);
      expect(PAGES).toContain(shown.at);
    });
  });

  describe('the overview', () => {
    it('shows the account, and has links to everything', async () => {
      const shown = await browser.open('/account');
      for (const path of PAGES.slice(1)) expect(shown.html).toContain(`href="${path}"`);
      for (const path of ['/account/factors', '/account/sessions', '/account/activity'])
        expect(shown.html).toContain(`href="${path}"`);
      expect(shown.html).toContain('href="/choose-account"');
      expect(shown.html).toContain('href="/sign-in?another=yes"');
      expect(shown.text).toContain('(confirmed)');
      expect(shown.text).not.toContain('needs your attention');
    });

    it('has linked providers only where one is configured or linked', async () => {
      expect((await browser.open('/account')).html).not.toContain('/account/identities');
      await accounts.rows(
        `INSERT INTO identities (id, user_id, provider, issuer, subject)
         VALUES (gen_random_uuid(), $1, 'google', 'https://accounts.google.com', $2)`,
        [account.id, account.id],
      );
      expect((await browser.open('/account')).html).toContain('/account/identities');
    });

    it('an address that is not confirmed gets a new link by a button', async () => {
      await accounts.rows('UPDATE users SET is_email_verified = false WHERE id = $1', [account.id]);
      const shown = await browser.open('/account');
      expect(shown.text).toContain('not confirmed yet');
      const after = await browser.submit(shown, {}, '/account/confirmation');
      expect(after.at).toBe('/account?done=resent');
      expect(after.html).toContain('role="status"');
      await mailTo(sink, account.email, /Confirm/);
    });

    it('few recovery codes are told', async () => {
      await enrolFactor(accounts, account);
      const id = await enrolFactor(accounts, account, 'recovery_codes');
      await accounts.rows(
        `INSERT INTO recovery_codes (factor_id, code_hash)
         SELECT $1, decode(md5(n::text) || md5(n::text), 'hex') FROM generate_series(1, 2) n`,
        [id],
      );
      expect((await browser.open('/account')).text).toContain('2 recovery codes are left');
    });
  });

  describe('name and language', () => {
    it('the name is changed, and the page says so', async () => {
      const page = await browser.open('/account/profile');
      const after = await browser.submit(page, { first_name: ' Anna ', last_name: 'Berger' });
      expect(after).toMatchObject({ status: 200, at: '/account/profile?done=saved' });
      expect(after.html).toContain('role="status"');
      expect(valuesOf(after, '/account/profile')).toMatchObject({
        first_name: 'Anna',
        last_name: 'Berger',
      });
      expect((await browser.open('/account')).text).toContain('Anna Berger');
    });

    it('an empty field removes, and what is not changed is not recorded', async () => {
      await browser.submit(await browser.open('/account/profile'), { first_name: 'Anna' });
      const page = await browser.open('/account/profile');
      await browser.submit(page, {});
      await browser.submit(page, { first_name: '' });
      expect(await userRow()).toMatchObject({ first_name: null });
      const recorded = await accounts.rows<{ details: object }>(
        `SELECT details FROM audit_events WHERE target_id = $1 AND type = 'user.profile_changed'`,
        [account.id],
      );
      expect(recorded.map(({ details }) => details)).toEqual([
        { fields: ['firstName'] },
        { fields: ['firstName'] },
      ]);
    });

    it('the page after saving is in the chosen language, and the browser’s own counts again when that is chosen', async () => {
      browser = await aBrowser({ 'accept-language': 'fr' });
      await browser.open('/account?lang=ja');
      const page = await browser.open('/account/profile');
      expect(page.html).toContain('lang="ja"');
      const german = await browser.submit(page, { locale: 'de' });
      expect(german.html).toContain('<html lang="de"');
      const french = await browser.submit(german, { locale: '' });
      expect(french.html).toContain('<html lang="fr"');
      expect(await userRow()).toMatchObject({ locale: null });
    });

    it('what is wrong is told by field, with what was typed, and nothing is changed', async () => {
      const page = await browser.open('/account/profile');
      const typed = { first_name: 'Anna', last_name: 'x'.repeat(101), locale: 'tlh' };
      const after = await browser.submit(page, typed);
      expect(after.status).toBe(400);
      expect(after.html).toContain('href="#last_name"');
      expect(after.html).toContain('href="#locale"');
      expect(after.html).not.toContain('href="#first_name"');
      expect(valuesOf(after, '/account/profile')).toMatchObject({
        first_name: 'Anna',
        last_name: typed.last_name,
      });
      expect(await userRow()).toMatchObject({ first_name: null });
    });
  });

  describe('the address', () => {
    const FORM = '/account/email';

    it('is changed after a fresh proof and by the mail to the new one, and the wish is shown', async () => {
      const before = await browser.open(FORM);
      expect(actionsOf(before)).not.toContain(FORM);
      const page = await prove('/account/email?prove=yes');
      const email = anEmail('new');
      const after = await browser.submit(page, { email }, FORM);
      expect(after.at).toBe('/account/email?done=asked');
      expect(after.text).toContain(email);
      expect(actionsOf(after)).not.toContain(FORM);
      expect(await userRow()).toMatchObject({ email: account.email });
      await mailTo(sink, email, /Confirm your new address/);
    });

    it('a wish that waits is called off', async () => {
      const email = anEmail('new');
      const asked = await browser.submit(await prove('/account/email?prove=yes'), { email }, FORM);
      const after = await browser.submit(asked, {}, '/account/email/cancel');
      expect(after.at).toBe('/account/email?done=dropped');
      expect(after.text).not.toContain(email);
    });

    it('an address that belongs to somebody is answered like any other', async () => {
      const { email } = await accounts.create();
      const free = anEmail('free');
      const ask = async (address: string) => {
        const page = await prove('/account/email?prove=yes');
        const { at, status, text } = await browser.submit(page, { email: address }, FORM);
        return { at, status, text: text.replaceAll(address, 'ADDRESS') };
      };
      expect(await ask(email)).toEqual(await ask(free));
    });

    it.each([
      ['no address', () => 'nobody', 'Enter an e-mail address'],
      ['the present one', () => account.email, 'the address of the account already'],
    ])(
      '%s is told beside what was typed, and the proof stays good',
      async (_what, typed, words) => {
        const page = await prove('/account/email?prove=yes');
        const after = await browser.submit(page, { email: typed() }, FORM);
        expect(after.status).toBe(400);
        expect(after.text).toContain(words);
        expect(valuesOf(after, FORM)).toMatchObject({ email: typed() });
      },
    );

    it('without its proof the browser is sent to make one', async () => {
      const page = await prove('/account/email?prove=yes');
      browser.forget('gatehouse_proof_');
      const after = await browser.submit(page, { email: anEmail() }, FORM);
      expect(after.at).toMatch(/^\/account\/prove\?purpose=change_email/);
    });

    it('the sixth wish of a day is too many', async () => {
      let after: ShownPage | undefined;
      for (let count = 0; count < 6; count += 1) {
        const page = await prove('/account/email?prove=yes');
        after = await browser.submit(page, { email: anEmail('many') }, FORM);
      }
      expect(after).toMatchObject({ status: 429, at: FORM });
      expect(after?.text).toContain('five times a day');
      expect(Number(after?.headers.get('retry-after'))).toBeGreaterThan(0);
    });
  });

  describe('the password', () => {
    const FORM = '/account/password';
    const typed = {
      current_password: PASSWORD,
      new_password: OTHER_PASSWORD,
      new_password_repeat: OTHER_PASSWORD,
    };

    it('is changed: every other session ends, and that of the browser goes on with a new secret', async () => {
      const { access_token: elsewhere } = await signIn(app, account);
      const other = await aBrowser();
      const before = sessionCookies(browser);
      const page = await browser.open(FORM);
      expect(page.html).toMatch(/autocomplete="username"[^>]*hidden/);
      const after = await browser.submit(page, typed, FORM);
      expect(after).toMatchObject({ status: 200, at: '/account/password?done=changed' });
      expect(after.html).toContain('role="status"');
      expect(sessionCookies(browser)).toHaveLength(1);
      expect(sessionCookies(browser)).not.toEqual(before);
      expect((await me(app, elsewhere)).status).toBe(401);
      expect((await other.open('/account')).at).toMatch(/^\/sign-in\?/);
      const old = before.map(([name, value]) => `${name}=${value}`).join('; ');
      expect((await new PageBrowser(app, {}, old).open('/account')).at).toMatch(/^\/sign-in\?/);
      expect((await browser.open('/account')).at).toBe('/account');
      await signIn(app, { ...account, password: OTHER_PASSWORD });
    });

    it('the form of a second tab is stale after the first has changed the password', async () => {
      const second = await browser.open(FORM);
      await browser.submit(await browser.open(FORM), typed, FORM);
      const after = await browser.submit(second, typed, FORM);
      expect(after).toMatchObject({ status: 403, at: FORM });
      expect(after.html).not.toContain(OTHER_PASSWORD);
    });

    it.each([
      ['a wrong one', { current_password: 'not the right one' }, 401, 'current_password'],
      [
        'one that is too short',
        { new_password: 'short', new_password_repeat: 'short' },
        400,
        'new_password',
      ],
      ['two that differ', { new_password_repeat: 'another' }, 400, 'new_password'],
      ['none', { new_password: '', new_password_repeat: '' }, 400, 'new_password'],
    ])('%s is told, and nothing changes', async (_what, wrong, _status, fieldId) => {
      const page = await browser.open(FORM);
      const after = await browser.submit(page, { ...typed, ...wrong }, FORM);
      expect(after.status).toBeGreaterThanOrEqual(400);
      expect(after.html).toContain(`href="#${fieldId}"`);
      expect(after.html).not.toContain(`value="${OTHER_PASSWORD}"`);
      await signIn(app, account);
    });

    it('a refusal is in the language of the page', async () => {
      const page = await browser.open('/account/password?lang=de');
      const after = await browser.submit(page, { ...typed, current_password: 'wrong one' }, FORM);
      expect(after.html).toContain('<html lang="de"');
      expect(after.text).not.toContain('The current password is wrong');
    });

    it('is only removed from an account with a passkey and a confirmed address, and the page tells what is missing', async () => {
      await accounts.rows('UPDATE users SET is_email_verified = false WHERE id = $1', [account.id]);
      const page = await browser.open(FORM);
      expect(page.text).toContain('must have a passkey');
      expect(page.text).toContain('must be confirmed');
      expect(page.html).not.toContain('/account/password/removal');
    });

    it('is removed after a fresh proof, and set again', async () => {
      await enrolFactor(accounts, account);
      await enrolFactor(accounts, account, 'passkey');
      const page = await prove('/account/password/removal?prove=yes', { code: codeOf(account, 1) });
      const removed = await browser.submit(page, {}, '/account/password/removal');
      expect(removed.at).toBe('/account/password?done=removed');
      expect(await userRow()).toMatchObject({ password: null });
      expect(actionsOf(removed)).not.toContain('/account/password');

      const form = await prove('/account/password/first?prove=yes', { code: codeOf(account, 2) });
      const first = { new_password: OTHER_PASSWORD, new_password_repeat: OTHER_PASSWORD };
      const wrong = await browser.submit(
        form,
        { ...first, new_password_repeat: 'x' },
        '/account/password/first',
      );
      expect(wrong.status).toBe(400);
      const set = await browser.submit(wrong, first, '/account/password/first');
      expect(set.at).toBe('/account/password?done=set');
      expect((await userRow())?.password).not.toBeNull();
      const twice = await browser.submit(form, first, '/account/password/first');
      expect(twice.status).toBe(409);
      expect(twice.html).toContain('role="alert"');
    });
  });

  describe('the export', () => {
    it('is a file with what the API answers, after a fresh proof that is good once', async () => {
      const page = await prove('/account/export?prove=yes');
      const file = await browser.submit(page, {}, '/account/export');
      expect(file.status).toBe(200);
      expect(file.headers.get('content-type')).toContain('application/json');
      expect(file.headers.get('content-disposition')).toBe(
        'attachment; filename="account-export.json"',
      );
      expect(file.headers.get('cache-control')).toContain('no-store');
      const { success, data } = JSON.parse(file.html) as { success: boolean; data: object };
      expect(success).toBe(true);
      expect(data).toMatchObject({ profile: { id: account.id, email: account.email } });
      const again = await browser.submit(page, {}, '/account/export');
      expect(again.at).toMatch(/^\/account\/prove\?purpose=export_account/);
    });

    it('opening the page has no form before the proof', async () => {
      expect(actionsOf(await browser.open('/account/export'))).toEqual(['/sign-out']);
    });
  });

  describe('the deletion', () => {
    const FORM = '/account/delete';

    it('deletes the account by its password and its typed address, and the browser forgets it', async () => {
      const page = await browser.open(FORM);
      const typed = { address: account.email.toUpperCase(), password: PASSWORD };
      const after = await browser.submit(page, typed, FORM);
      expect(after.at).toBe('/signed-out?done=deleted');
      expect(after.html).toContain('Your account is deleted.');
      expect(await userRow()).toBeUndefined();
      expect(sessionCookies(browser)).toEqual([]);
    });

    it('of two accounts in one browser the other one stays signed in', async () => {
      const opened = new TestBrowser(app);
      const kept = await accounts.create();
      await opened.signIn(kept);
      await opened.signIn(account);
      browser = new PageBrowser(app, {}, opened.header);
      const page = await browser.open(FORM);
      await browser.submit(page, { address: account.email, password: PASSWORD }, FORM);
      expect((await browser.open('/account')).html).toContain(kept.email);
    });

    it.each([
      ['another address', { address: 'other@example.test', password: PASSWORD }, 'address'],
      ['a wrong password', { password: 'not the right one' }, 'password'],
      ['no password', { password: '' }, 'password'],
    ])('%s deletes nothing', async (_what, wrong, fieldId) => {
      const page = await browser.open(FORM);
      const after = await browser.submit(page, { address: account.email, ...wrong }, FORM);
      expect(after.status).toBeGreaterThanOrEqual(400);
      expect(after.html).toContain(`href="#${fieldId}"`);
      expect(after.html).not.toContain(`value="${PASSWORD}"`);
      expect(await userRow()).toBeDefined();
    });

    it('an account with a second factor shows that, and not its password', async () => {
      await enrolFactor(accounts, account);
      const before = await browser.open(FORM);
      expect(actionsOf(before)).not.toContain(FORM);
      const page = await prove('/account/delete?prove=yes', { code: codeOf(account, 1) });
      expect(page.forms.find(({ action }) => action === FORM)?.names).not.toContain('password');
      const after = await browser.submit(page, { address: account.email }, FORM);
      expect(after.at).toBe('/signed-out?done=deleted');
      expect(await userRow()).toBeUndefined();
    });

    it('the last administrator is told why not', async () => {
      const holders = 'SELECT user_id FROM user_service_roles';
      await accounts.rows(`DELETE FROM user_service_roles WHERE user_id IN (${holders})`);
      await accounts.grant(account, 'admin');
      const page = await browser.open(FORM);
      const after = await browser.submit(
        page,
        { address: account.email, password: PASSWORD },
        FORM,
      );
      expect(after).toMatchObject({ status: 409, at: FORM });
      expect(after.text).toContain('last admin');
      expect(await userRow()).toBeDefined();
      await accounts.rows('DELETE FROM user_service_roles WHERE user_id = $1', [account.id]);
    });
  });
});
