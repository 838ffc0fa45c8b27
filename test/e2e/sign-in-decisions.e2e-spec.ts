import { FakeClock, type TestApp } from '#libs/testing';
import { PASSWORD, UNLIMITED, type Account, type Accounts } from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';
import { PageBrowser, type ShownPage } from './support/page-browser.js';
import { asking, codeOf, errorOf, WEB } from './support/sign-in-request.js';
import { trade } from './support/test-browser.js';

const HOUR = 3600;

/** What the browser shows, or what the application was answered. */
function outcomeOf(page: ShownPage): string {
  if (codeOf(page) !== '') return 'goes back';
  const error = errorOf(page);
  if (error !== null) return error;
  const [form] = page.forms.filter(({ action }) => action !== '/sign-out');
  if (form?.action === '/choose-account') return 'chooses';
  if (form?.action !== '/sign-in') return page.at;
  return form.values['account'] === undefined ? 'signs in' : 'authenticates again';
}

describe('what the sign-in request of an application leads to', () => {
  const clock = new FakeClock('2026-01-01T00:00:00.000Z');
  let app: TestApp;
  let dutiful: TestApp;
  let accounts: Accounts;

  withFixture(async (opened) => {
    const env = { ...UNLIMITED, OAUTH_REDIRECT_URIS: WEB };
    ({ app, accounts } = await opened.app({ env, clock }));
    const duty = { ...env, MFA_POLICY: 'required', MFA_ENROLMENT_DAYS: '0' };
    const database = { url: app.databaseUrl };
    ({ app: dutiful } = await opened.app({ env: duty, clock, database }));
  }, 90_000);

  /** A browser in which so many accounts are signed in. */
  async function aBrowser(count: number, at = app): Promise<[PageBrowser, Account[]]> {
    const browser = new PageBrowser(at);
    const signedIn: Account[] = [];
    for (let index = 0; index < count; index += 1) {
      const account = await accounts.create();
      await browser.signIn(account, '/sign-in?another=yes');
      signedIn.push(account);
      clock.advanceSeconds(1);
    }
    return [browser, signedIn];
  }

  const PROMPTS = [undefined, 'login', 'select_account', 'none'];
  const TABLE: [what: string, count: number, expected: string[]][] = [
    ['no account', 0, ['signs in', 'signs in', 'signs in', 'login_required']],
    ['one account', 1, ['goes back', 'authenticates again', 'chooses', 'goes back']],
    ['several accounts', 2, ['chooses', 'chooses', 'chooses', 'account_selection_required']],
  ];
  it.each(TABLE)('with %s, by prompt', async (_what, count, expected) => {
    const [browser] = await aBrowser(count);
    const outcomes: string[] = [];
    for (const prompt of PROMPTS)
      outcomes.push(outcomeOf(await browser.open(asking(prompt === undefined ? {} : { prompt }))));
    expect(outcomes).toEqual(expected);
  });

  it('an authentication that is older than max_age is made again, once', async () => {
    const [browser, [account]] = await aBrowser(1);
    clock.advanceSeconds(HOUR);
    const old = asking({ max_age: '60' });
    const page = await browser.open(old);
    expect(outcomeOf(page)).toBe('authenticates again');
    expect(outcomeOf(await browser.open(asking({ max_age: '60', prompt: 'none' })))).toBe(
      'login_required',
    );
    const after = await browser.submit(page, { password: PASSWORD });
    const { body } = await trade(app, codeOf(after));
    expect(body.user['email']).toBe(account?.email);
    expect(outcomeOf(await browser.open(old))).toBe('goes back');
  });

  it.each([
    ['prompt', 'login'],
    ['max_age', '0'],
  ])('after an authentication because of %s=%s the person goes back', async (name, value) => {
    const [browser] = await aBrowser(1);
    const page = await browser.open(asking({ [name]: value }));
    expect(page.html).toMatch(/<input id="email"[^>]* readonly/);
    expect(codeOf(await browser.submit(page, { password: PASSWORD }))).toMatch(/^bs\./);
  });

  it('the account that authenticates again stays the same after a wrong password, and another one may sign in by a link', async () => {
    const [browser, [account]] = await aBrowser(1);
    const page = await browser.open(asking({ prompt: 'login' }));
    const refused = await browser.submit(page, { password: 'not this one' });
    expect(outcomeOf(refused)).toBe('authenticates again');
    expect(refused.forms[0]?.values['email']).toBe(account?.email);
    const [, link = ''] = /href="(\/sign-in[^"]*another=yes[^"]*)"/.exec(refused.html) ?? [];
    const other = await accounts.create();
    const after = await browser.signIn(other, link.replaceAll('&amp;', '&'));
    const { body } = await trade(app, codeOf(after));
    expect(body.user['email']).toBe(other.email);
  });

  it('the expected account is used without a question, and no other one', async () => {
    const [browser, [first, second]] = await aBrowser(2);
    const hinted = (email = '', change = {}) => asking({ login_hint: email, ...change });
    for (const one of [first, second]) {
      const page = await browser.open(hinted(one?.email));
      expect((await trade(app, codeOf(page))).body.user['email']).toBe(one?.email);
    }
    const stranger = await browser.open(hinted('stranger@example.test'));
    expect(outcomeOf(stranger)).toBe('signs in');
    expect(stranger.forms[0]?.values['email']).toBe('stranger@example.test');
    const silent = hinted('stranger@example.test', { prompt: 'none' });
    expect(outcomeOf(await browser.open(silent))).toBe('login_required');
    const again = await browser.open(hinted(first?.email, { prompt: 'login' }));
    expect(again.forms[0]?.values['email']).toBe(first?.email);
  });

  it('the account that is chosen goes back, and acts in this browser from then on', async () => {
    const [browser, [first, second]] = await aBrowser(2);
    const page = await browser.open(asking({ prompt: 'select_account' }));
    const ids = page.forms.flatMap(({ action, values }) =>
      action === '/choose-account' ? [values['account']] : [],
    );
    expect(page.text.indexOf(second?.email ?? '')).toBeLessThan(
      page.text.indexOf(first?.email ?? ''),
    );
    const [form] = page.forms.filter(
      ({ action, values }) => action === '/choose-account' && values['account'] === ids[1],
    );
    const after = await browser.submit({ ...page, forms: form ? [form] : [] });
    expect((await trade(app, codeOf(after))).body.user['email']).toBe(first?.email);
    expect((await browser.open('/sign-out')).text).toContain(first?.email);
  });

  it('an account that was chosen authenticates again where the application asks for it', async () => {
    const [browser, [first]] = await aBrowser(2);
    const page = await browser.open(asking({ prompt: 'login select_account' }));
    const [, form] = page.forms.filter(({ action }) => action === '/choose-account');
    const again = await browser.submit({ ...page, forms: form ? [form] : [] });
    expect(outcomeOf(again)).toBe('authenticates again');
    expect(again.forms[0]?.values['email']).toBe(first?.email);
    const after = await browser.submit(again, { password: PASSWORD });
    expect((await trade(app, codeOf(after))).body.user['email']).toBe(first?.email);
  });

  it('one of several accounts is signed out where they are chosen, and the goal is kept', async () => {
    const [browser, [first, second]] = await aBrowser(2);
    const page = await browser.open(asking());
    const [form] = page.forms.filter(({ action }) => action === '/sign-out');
    const after = await browser.submit({ ...page, forms: form ? [form] : [] }, {}, '/sign-out');
    expect(after.text).not.toContain(second?.email);
    expect(after.text).toContain(first?.email);
    expect(after.at).toBe(asking({}, '/choose-account', true));
  });

  it('the page after a sign-out tells who is signed in still', async () => {
    const [browser, [first, second]] = await aBrowser(2);
    const after = await browser.submit(await browser.open('/sign-out'), {}, '/sign-out');
    expect(after.at).toBe('/signed-out');
    expect(after.text).toContain(first?.email);
    expect(after.text).not.toContain(second?.email);
  });

  it('nobody who is not signed in has accounts to choose', async () => {
    const [browser] = await aBrowser(0);
    expect((await browser.open(asking({}, '/choose-account'))).at).toBe(
      asking({}, '/sign-in', true),
    );
  });

  it('an account that must enrol a second factor does so first, and brings the goal there', async () => {
    const [browser] = await aBrowser(1, dutiful);
    expect(outcomeOf(await browser.open(asking()))).toBe(asking({}, '/account/factors', true));
    expect(outcomeOf(await browser.open(asking({ prompt: 'none' })))).toBe('interaction_required');
    const account = await accounts.create();
    const page = await browser.signIn(account, asking({ prompt: 'login' }));
    expect(page.at).toBe(asking({}, '/account/factors', true));
  });

  it('of several accounts, the one that must enrol a factor is chosen before it has pages', async () => {
    const [browser, [first]] = await aBrowser(2, dutiful);
    const page = await browser.open(asking({ login_hint: first?.email ?? '' }));
    expect(outcomeOf(page)).toBe('chooses');
  });

  it('a request that shows nothing goes back with an error when no more codes are given', async () => {
    const [browser] = await aBrowser(1);
    const silent = asking({ prompt: 'none' });
    for (let open = 0; open < 20; open += 1)
      expect(codeOf(await browser.open(silent))).not.toBe('');
    expect(outcomeOf(await browser.open(silent))).toBe('temporarily_unavailable');
  });
});
