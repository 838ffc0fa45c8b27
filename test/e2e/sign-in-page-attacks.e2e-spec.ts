import { randomToken, sha256 } from '#libs/kernel';
import { startTestApp, type TestApp } from '#libs/testing';
import { PASSWORD, UNLIMITED, type Account, type Accounts } from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';
import { PageBrowser, type ShownPage } from './support/page-browser.js';
import { asking, codeOf, WEB } from './support/sign-in-request.js';

const EVIL = 'https://evil.example';
/** Links to other languages repeat the query, which leads nowhere. */
const LEADS_OUT = /(?:href|action)="(?!\?)[^"]*evil/;
const FORM = 'application/x-www-form-urlencoded';

describe('attacks on the pages to sign in and out', () => {
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;
  let browser: PageBrowser;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ env: { ...UNLIMITED, OAUTH_REDIRECT_URIS: WEB } }));
  });
  beforeEach(async () => {
    account = await accounts.create();
    browser = new PageBrowser(app);
  });

  const credentials = () => ({ email: account.email, password: PASSWORD });
  const sessionCookies = ({ cookies }: PageBrowser) =>
    [...cookies.keys()].filter((name) => name.includes('gatehouse_session'));
  const tokenOf = ({ forms }: ShownPage, action: string) =>
    forms.find((form) => form.action === action)?.values['form_token'];
  /** A form as another site, or no site, would make the browser send it. */
  const send = (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ) =>
    app.call('POST', path, {
      rawBody: new URLSearchParams(fields).toString(),
      headers: {
        'content-type': FORM,
        cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
      },
    });

  describe('forms that are not ours', () => {
    it.each(['/sign-in', '/choose-account', '/sign-out'])(
      'a form of %s without a token, with that of another browser and with that of another page does nothing',
      async (action) => {
        await browser.signIn(account);
        const own = await browser.open(action === '/sign-in' ? '/sign-in?another=yes' : action);
        const stranger = new PageBrowser(app);
        const foreign = tokenOf(await stranger.open('/sign-in'), '/sign-in');
        const otherAction = action === '/sign-out' ? '/choose-account' : '/sign-out';
        const ofOtherPage = tokenOf(await browser.open(otherAction), otherAction);
        for (const token of [undefined, '', foreign, ofOtherPage]) {
          expect(token === undefined || token !== tokenOf(own, action)).toBe(true);
          const [form] = own.forms.filter((one) => one.action === action);
          const one = { ...own, forms: form ? [form] : [] };
          const after = await browser.submit(one, { ...credentials(), form_token: token }, action);
          expect(after.status).toBe(403);
          expect(tokenOf(after, action)).toBeDefined();
        }
        expect(sessionCookies(browser)).toHaveLength(1);
        expect(await accounts.liveSessions(account)).toBe(1);
      },
    );

    it('a form of one account does nothing once another account acts, and is shown anew', async () => {
      await browser.signIn(account);
      const tab = await browser.open('/sign-out');
      await browser.signIn(await accounts.create(), '/sign-in?another=yes');
      const after = await browser.submit(tab, {}, '/sign-out');
      expect(after).toMatchObject({ status: 403, at: '/sign-out' });
      expect(await accounts.liveSessions(account)).toBe(1);
    });

    it.each([
      [{ origin: EVIL }],
      [{ 'sec-fetch-site': 'cross-site' }],
      [{ 'sec-fetch-site': 'same-site' }],
    ])('a form with %j is refused, also with the right token', async (headers) => {
      await browser.signIn(account);
      for (const action of ['/sign-in', '/choose-account', '/sign-out']) {
        const page = await browser.open(action === '/sign-in' ? '/sign-in?another=yes' : action);
        const token = tokenOf(page, action) ?? '';
        const { status, text } = await send(
          action,
          { ...credentials(), form_token: token },
          headers,
        );
        expect([action, status, text.includes('<h1>')]).toEqual([action, 403, true]);
      }
      expect(await accounts.liveSessions(account)).toBe(1);
    });

    it('nobody is signed in to the account of another: the browser has not been given the token', async () => {
      const attacker = new PageBrowser(app);
      const token = tokenOf(await attacker.open('/sign-in'), '/sign-in') ?? '';
      const { status, headers } = await send('/sign-in', { ...credentials(), form_token: token });
      expect(status).toBe(403);
      expect(String(headers['set-cookie'])).not.toContain('gatehouse_session_');
    });

    it.each(['text/plain', 'application/json', 'multipart/form-data; boundary=x'])(
      'a body of the type %s signs nobody out',
      async (type) => {
        await browser.signIn(account);
        const { status } = await send('/sign-out', {}, { 'content-type': type });
        expect(status).toBeGreaterThanOrEqual(400);
        expect(await accounts.liveSessions(account)).toBe(1);
      },
    );
  });

  it('a cookie that was planted before the sign-in is worth nothing after it', async () => {
    const chosen = randomToken();
    const name = `gatehouse_session_${sha256(chosen).toString('base64url').slice(0, 16)}`;
    const planted = new PageBrowser(app, {}, `${name}=${chosen}`);
    await planted.signIn(account);
    expect(sessionCookies(planted)).toHaveLength(1);
    expect([...planted.cookies.values()]).not.toContain(chosen);
    const attacker = new PageBrowser(app, {}, `${name}=${chosen}`);
    expect((await attacker.open('/sign-in')).at).toBe('/sign-in');
  });

  it('a sign-in gives a new secret, and the nonce of the forms before it is gone', async () => {
    await browser.open('/sign-in');
    const before = new Map(browser.cookies);
    expect([...before.keys()]).toContain('gatehouse_form');
    await browser.signIn(account);
    expect([...browser.cookies.keys()]).not.toContain('gatehouse_form');
    const [first] = sessionCookies(browser);
    await browser.signIn(account, '/sign-in?another=yes');
    expect(sessionCookies(browser)).toHaveLength(1);
    expect(sessionCookies(browser)).not.toContain(first);
  });

  it.each([
    `${EVIL}/account`,
    '//evil.example',
    '/\\evil.example',
    '/account/../../evil',
    '/account//evil.example',
    '/accounts',
    'javascript:alert(1)',
    '/account\r\nset-cookie: a=b',
  ])('the page %j is not where a sign-in leads to', async (next) => {
    const path = `/sign-in?${new URLSearchParams({ next }).toString()}`;
    expect((await browser.signIn(account, path)).at).toBe('/account');
    expect((await browser.open(path)).at).toBe('/account');
    const { html } = await browser.open(`${path}&another=yes`);
    expect(html).not.toMatch(LEADS_OUT);
  });

  it.each([
    EVIL,
    `${WEB}/more`,
    `${WEB}?evil=1`,
    `${WEB}#x`,
    'https://app.example.test@evil.example/cb',
    'https://app.example.test/cb%252fevil',
    'http://app.example.test/cb',
    'javascript:alert(1)',
    '//app.example.test/cb',
    '',
  ])('nothing is redirected to the address %j, by no page and no form', async (uri) => {
    await browser.signIn(account);
    for (const path of ['/sign-in', '/choose-account']) {
      for (const prompt of ['login', 'none', 'evil']) {
        const page = await browser.open(asking({ redirect_uri: uri, prompt }, path));
        expect([path, page.status]).toEqual([path, 400]);
        expect(page.headers.get('location')).toBeNull();
        expect(page.html).not.toMatch(LEADS_OUT);
      }
    }
    const form = await browser.open(asking({ prompt: 'login' }));
    const after = await browser.submit(form, { password: PASSWORD, redirect_uri: uri });
    expect(after).toMatchObject({ status: 400, at: '/sign-in' });
    const choice = await browser.open(asking({}, '/choose-account'));
    const chosen = await browser.submit(choice, { redirect_uri: uri }, '/choose-account');
    expect(chosen).toMatchObject({ status: 400, at: '/choose-account' });
  });

  it('what an application sends is shown as text', async () => {
    const script = '"><script>alert(1)</script>';
    const { html } = await browser.open(asking({ state: script, login_hint: script }));
    expect(html).not.toContain('<script>');
  });

  it('beyond the limit of an address the form is shown as often as pages are read, and no more', async () => {
    const env = { RATE_LIMIT_LOGIN_PER_ADDRESS: '1/1h', RATE_LIMIT_READ_PER_ADDRESS: '3/1h' };
    const few = await startTestApp({
      env: { ...env, RATE_LIMIT_ENABLED: 'true' },
      database: { url: app.databaseUrl },
    });
    try {
      const hasForm = [];
      for (let turn = 0; turn < 6; turn += 1) {
        const { text } = await few.call('POST', '/sign-in', {
          rawBody: new URLSearchParams(credentials()).toString(),
          headers: { 'content-type': FORM },
        });
        expect(text).toContain('<h1>');
        hasForm.push(text.includes('form_token'));
      }
      expect(hasForm).toEqual([true, true, true, true, false, false]);
    } finally {
      await few.close();
    }
  });

  it('of two tabs with the form, the second one is shown anew after the first has signed in', async () => {
    const one = await browser.open('/sign-in');
    const other = await browser.open(asking());
    expect((await browser.submit(one, credentials())).at).toBe('/account');
    const after = await browser.submit(other, credentials());
    expect(after.status).toBe(403);
    expect(codeOf(await browser.submit(after, credentials()))).toMatch(/^bs\./);
  });

  it('two tabs with different requests each go back with their own', async () => {
    const one = await browser.open(asking({ state: 'one' }));
    const other = await browser.open(asking({ state: 'other' }));
    const ended = await browser.submit(one, credentials());
    expect(new URL(ended.at).searchParams.get('state')).toBe('one');
    const second = await browser.open(other.at);
    expect(new URL(second.at).searchParams.get('state')).toBe('other');
  });

  it('after a sign-out a page that is shown again asks for a sign-in, and its forms do nothing', async () => {
    await browser.signIn(account);
    const before = await browser.open('/account/prove?purpose=add_factor&next=%2Faccount');
    expect(before.headers.get('cache-control')).toBe('no-store');
    const stolen = new PageBrowser(
      app,
      {},
      [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    );
    await browser.submit(await browser.open('/sign-out'), {}, '/sign-out');
    for (const one of [browser, stolen]) {
      expect((await one.open(before.at)).at).toMatch(/^\/sign-in\?next=/);
      const after = await one.submit(before, { password: PASSWORD });
      expect(after.at).toMatch(/^\/sign-in/);
    }
  });

  it('reading ends nothing, chooses nothing and gives no code', async () => {
    await browser.signIn(account);
    const codes = () =>
      accounts.row<{ count: number }>('SELECT count(*)::int AS count FROM session_codes');
    const before = await codes();
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    for (const path of [asking(), '/sign-out', '/signed-out', '/choose-account']) {
      const { status } = await app.call('HEAD', path, { headers: { cookie } });
      expect([path, status]).toEqual([path, 200]);
    }
    for (const path of ['/sign-out', '/signed-out', '/choose-account']) await browser.open(path);
    expect(await codes()).toEqual(before);
    expect(await accounts.liveSessions(account)).toBe(1);
    expect((await browser.open('/sign-in')).at).toBe('/account');
  });

  it('a choice of an account that this browser does not have chooses nothing', async () => {
    await browser.signIn(account);
    const stranger = new PageBrowser(app);
    await stranger.signIn(await accounts.create());
    const theirs = (await stranger.open('/choose-account')).forms.find(
      ({ action }) => action === '/choose-account',
    )?.values['account'];
    const page = await browser.open(asking({}, '/choose-account'));
    const after = await browser.submit(page, { account: theirs }, '/choose-account');
    expect(after).toMatchObject({ status: 401, at: '/choose-account' });
    const out = await browser.submit(page, { account: theirs }, '/sign-out');
    expect(out.at).toMatch(/^\/choose-account/);
    expect((await stranger.open('/sign-in')).at).toBe('/account');
  });
});
