import { FakeClock, type TestApp } from '#libs/testing';
import { PASSWORD, UNLIMITED, type Accounts } from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';
import { PageBrowser } from './support/page-browser.js';
import { TestBrowser } from './support/test-browser.js';

const PAGES = [
  '/account',
  '/account/profile',
  '/account/email',
  '/account/password',
  '/account/export',
  '/account/delete',
] as const;

describe('the pages of an account that must have a second factor', () => {
  const DAYS = 86_400;
  const clock = new FakeClock('2026-03-01T00:00:00.000Z');
  let app: TestApp;
  let accounts: Accounts;

  withFixture(async (opened) => {
    const env = {
      ...UNLIMITED,
      MFA_POLICY: 'required',
      JWT_REFRESH_TOKEN_EXPIRES: String(60 * DAYS),
    };
    ({ app, accounts } = await opened.app({ clock, env }));
  }, 60_000);

  it('tell until when, and then lead to the factors alone', async () => {
    const account = await accounts.create();
    const opened = new TestBrowser(app);
    await opened.signIn(account);
    const browser = new PageBrowser(app, {}, opened.header);
    const shown = await browser.open('/account');
    expect(shown.text).toContain('needs a second factor by 15 March 2026');
    const form = await browser.open('/account/profile');
    clock.advanceSeconds(15 * DAYS);
    for (const path of PAGES) expect((await browser.open(path)).at).toBe('/account/factors');
    expect((await browser.submit(form, { first_name: 'Anna' })).at).toBe('/account/factors');
  });
});

describe('the forms of a signed-in person where sign-ins, registrations and mails require a challenge', () => {
  let app: TestApp;
  let open: TestApp;
  let accounts: Accounts;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ env: { CAPTCHA_MODE: 'always' } }));
    const database = { url: app.databaseUrl };
    ({ app: open } = await opened.app({ env: { ...UNLIMITED, APP_BASE_URL: app.url }, database }));
  }, 60_000);

  it('require none: the session of the browser says who it is', async () => {
    const account = await accounts.create({ isVerified: true });
    const opened = new TestBrowser(open);
    await opened.signIn(account);
    const browser = new PageBrowser(app, {}, opened.header);
    await accounts.rows('UPDATE users SET is_email_verified = false WHERE id = $1', [account.id]);
    const overview = await browser.open('/account');
    const resent = await browser.submit(overview, {}, '/account/confirmation');
    expect(resent.at).toBe('/account?done=resent');
    const asked = await browser.open('/account/export?prove=yes');
    const page = await browser.submit(asked, { password: PASSWORD });
    expect(page).toMatchObject({ status: 200, at: '/account/export' });
  });
});
