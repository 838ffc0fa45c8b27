import type { TestApp } from '#libs/testing';
import { signIn, UNLIMITED, type Account, type Accounts } from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';
import { PageBrowser, type ShownPage } from './support/page-browser.js';
import { TestBrowser } from './support/test-browser.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const SESSIONS = '/account/sessions';
const DEVICES = '/account/devices';
const ACTIVITY = '/account/activity';

describe('the pages of sessions, devices and activity', () => {
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;

  withFixture(async (opened) => {
    const env = { ...UNLIMITED, SESSION_LIMIT_PER_USER: '100' };
    ({ app, accounts } = await opened.app({ env }));
  });
  beforeEach(async () => {
    account = await accounts.create();
  });

  /** A browser in which the account is signed in. */
  const aBrowser = async (who = account): Promise<PageBrowser> => {
    const opened = new TestBrowser(app);
    await opened.signIn(who);
    return new PageBrowser(app, {}, opened.header);
  };
  /** A device with a credential of its own, which is signed in. */
  const aDevice = async (): Promise<string> => {
    const answer = await app.post('/api/auth/login', account, {
      headers: { 'user-agent': FIREFOX },
    });
    expect(answer.status).toBe(200);
    return String(answer.headers['x-device-token']);
  };
  const endingOf = ({ forms }: ShownPage) =>
    forms.map(({ action }) => action).filter((action) => /sessions\/[^/]+\/end$/.test(action));
  const forgettingOf = ({ html }: ShownPage) =>
    [...html.matchAll(/href="([^"]*\/forget)"/g)].map(([, path = '']) => path);
  const nextOf = ({ html }: ShownPage, path: string) =>
    new RegExp(`href="[^"]*(${path}\\?cursor=[^"]*)"`).exec(html)?.[1];

  it.each([SESSIONS, `${SESSIONS}/end-others`, DEVICES, ACTIVITY])(
    'the page %s sends who is not signed in to the sign-in, which leads back',
    async (path) => {
      const { at } = await new PageBrowser(app).open(path);
      expect(at).toBe(`/sign-in?${new URLSearchParams({ next: path }).toString()}`);
    },
  );

  it('a form that was sent after the sign-out leads through the sign-in back to the list', async () => {
    const browser = await aBrowser();
    await aDevice();
    const page = await browser.open(SESSIONS);
    browser.forget('gatehouse_session');
    const form = await browser.submit(page, {}, endingOf(page)[1]);
    expect(form.at).toMatch(/^\/sign-in\?next=/);
    const after = await browser.submit(form, account, '/sign-in');
    expect(after).toMatchObject({ status: 200, at: SESSIONS });
    expect(endingOf(after)).toHaveLength(3);
  });

  it('the sessions are listed with their device, moments and method, and that of this browser is marked', async () => {
    const browser = await aBrowser();
    await aDevice();
    const page = await browser.open(SESSIONS);
    expect(page).toMatchObject({ status: 200, at: SESSIONS });
    expect(endingOf(page)).toHaveLength(2);
    expect(page.text).toMatch(/Firefox 128 on Linux Signed in: .* UTC, by password Last used: /);
    expect(page.text.match(/This browser/g)).toHaveLength(1);
    expect(page.text).toMatch(/An unknown device This browser Signed in/);
  });

  it('one session is ended, and the browser stays signed in', async () => {
    const browser = await aBrowser();
    const { access_token: token } = await signIn(app, account);
    const page = await browser.open(SESSIONS);
    const after = await browser.submit(page, {}, endingOf(page)[0]);
    expect(after).toMatchObject({ status: 200, at: `${SESSIONS}?done=ended` });
    expect(after.text).toContain('The session is ended.');
    expect(endingOf(after)).toHaveLength(1);
    expect((await app.get('/api/auth/me', { token })).status).toBe(401);
  });

  it('a session that has ended meanwhile is told to be gone', async () => {
    const browser = await aBrowser();
    await signIn(app, account);
    const page = await browser.open(SESSIONS);
    const [action] = endingOf(page);
    await browser.submit(page, {}, action);
    expect((await browser.submit(page, {}, action)).at).toBe(`${SESSIONS}?done=gone`);
  });

  it('the session of another person cannot be ended', async () => {
    const other = await aBrowser(await accounts.create());
    const [foreign] = endingOf(await other.open(SESSIONS));
    const browser = await aBrowser();
    const page = await browser.open(SESSIONS);
    const [own] = endingOf(page);
    // The token of a form belongs to its session, so the form of the own one is no good for it.
    const shown = { ...page, forms: page.forms.map((f) => ({ ...f, action: f.action.replace(own!, foreign!) })) }; // prettier-ignore
    expect((await browser.submit(shown, {}, foreign)).status).toBe(403);
    expect((await other.open(SESSIONS)).status).toBe(200);
  });

  it('the end of the session of this browser signs it out', async () => {
    const browser = await aBrowser();
    const page = await browser.open(SESSIONS);
    await browser.submit(page, {}, endingOf(page)[0]);
    expect([...browser.cookies.keys()].join(' ')).not.toContain('session');
    expect((await browser.open(SESSIONS)).at).toMatch(/^\/sign-in\?/);
    expect(await accounts.liveSessions(account)).toBe(0);
  });

  it('all other sessions end after a question, and this browser stays signed in', async () => {
    const browser = await aBrowser();
    await signIn(app, account);
    await signIn(app, account);
    const question = await browser.open(`${SESSIONS}/end-others`);
    expect(await accounts.liveSessions(account)).toBe(3);
    const after = await browser.submit(question);
    expect(after).toMatchObject({ at: `${SESSIONS}?done=others` });
    expect(after.text).toContain('All other sessions are ended.');
    expect(await accounts.liveSessions(account)).toBe(1);
  });

  it('a form without its token is shown anew, and nothing ends', async () => {
    const browser = await aBrowser();
    await signIn(app, account);
    const none = { form_token: undefined };
    const page = await browser.open(SESSIONS);
    const one = await browser.submit(page, none, endingOf(page)[0]);
    expect(one.status).toBe(403);
    expect(one.html).toContain('role="alert"');
    expect(endingOf(one)).toEqual(endingOf(page));
    const all = await browser.submit(await browser.open(`${SESSIONS}/end-others`), none);
    expect(all.status).toBe(403);
    expect(await accounts.liveSessions(account)).toBe(2);
  });

  it('a long list of sessions is read by links, each session once', async () => {
    const browser = await aBrowser();
    for (let count = 0; count < 22; count += 1) await signIn(app, account);
    const first = await browser.open(SESSIONS);
    const second = await browser.open(nextOf(first, SESSIONS) ?? '');
    const seen = [...endingOf(first), ...endingOf(second)];
    expect([endingOf(first).length, new Set(seen).size]).toEqual([20, 23]);
    expect(nextOf(second, SESSIONS)).toBeUndefined();
    expect(await browser.open(`${SESSIONS}?cursor=x`)).toMatchObject({ status: 400 });
  });

  it('a value of done that no page sends says nothing', async () => {
    const browser = await aBrowser();
    for (const done of ['toString', 'x', ''])
      expect((await browser.open(`${SESSIONS}?done=${done}`)).html).not.toContain('role="status"');
  });

  it('a known device is forgotten after a question, and whoever was signed in on it is signed out', async () => {
    const browser = await aBrowser();
    await aDevice();
    const list = await browser.open(DEVICES);
    expect(list.text).toMatch(/Firefox 128 on Linux First sign-in: .* UTC Last sign-in: /);
    const [path = ''] = forgettingOf(list);
    const question = await browser.open(path);
    expect(question.text).toContain('Firefox 128 on Linux');
    expect(await accounts.liveSessions(account)).toBe(2);
    const after = await browser.submit(question);
    expect(after.at).toBe(`${DEVICES}?done=forgotten`);
    expect(after.text).toContain('The device is forgotten.');
    expect(after.text).not.toContain('Firefox');
    expect(await accounts.liveSessions(account)).toBe(1);
    expect((await browser.submit(question)).at).toBe(`${DEVICES}?done=gone`);
    expect(await browser.open(path)).toMatchObject({ status: 404 });
  });

  it('the device of this browser is marked', async () => {
    const credential = await aDevice();
    const opened = new TestBrowser(app);
    await opened.signIn(account);
    const browser = new PageBrowser(app, { 'x-device-token': credential }, opened.header);
    const list = await browser.open(DEVICES);
    expect(list.text).toContain('Firefox 128 on Linux This device');
    const question = await browser.open(forgettingOf(list).at(-1) ?? '');
    expect(question.text).toContain('you will be signed out here too');
  });

  it('a device whose second factor is remembered says until when', async () => {
    await aDevice();
    await accounts.rows(
      `UPDATE devices SET factor_remembered_until = '2099-01-02T03:04:05Z' WHERE user_id = $1`,
      [account.id],
    );
    const { text } = await (await aBrowser()).open(DEVICES);
    expect(text).toContain('Needs no second factor until 2 January 2099, 03:04 UTC');
  });

  it('a forgotten form of a device is shown anew', async () => {
    const browser = await aBrowser();
    const [path = ''] = forgettingOf(await browser.open(DEVICES));
    const after = await browser.submit(await browser.open(path), { form_token: undefined });
    expect(after).toMatchObject({ status: 403, at: path });
    expect(forgettingOf(await browser.open(DEVICES))).toHaveLength(1);
  });

  it('what happened is told in words, with who did it and from where, and what to do about it', async () => {
    const browser = await aBrowser();
    await app.post('/api/auth/login', { email: account.email, password: 'a guess of it' });
    await accounts.grant(account, 'readonly');
    const page = await browser.open(ACTIVITY);
    expect(page.text).toContain(
      'A sign-in with a wrong password was refused by somebody who was not signed in 127.0.0.1',
    );
    expect(page.text).toContain('Signed in 127.0.0.1');
    expect(page.html).toContain('href="/account/password"');
    expect(page.html).toContain('href="#not-me"');
  });

  it('the activity is told in the language of the page', async () => {
    const browser = await aBrowser();
    const { text } = await browser.open(`${ACTIVITY}?lang=de`);
    expect(text).toMatch(/\d{4}, \d\d:\d\d UTC Angemeldet 127\.0\.0\.1/);
  });

  it('a type of event that the page does not know is told in a neutral sentence', async () => {
    const browser = await aBrowser();
    await accounts.rows(
      `INSERT INTO audit_events (id, created_at, type, outcome, actor_kind, actor_id, details)
       VALUES (gen_random_uuid(), now(), 'future.thing', 'success', 'user', $1, '{}')`,
      [account.id],
    );
    expect((await browser.open(ACTIVITY)).text).toContain('Something else happened to the account');
  });

  it('a long activity is read by links', async () => {
    const browser = await aBrowser();
    for (let count = 0; count < 26; count += 1) await signIn(app, account);
    const first = await browser.open(ACTIVITY);
    const second = await browser.open(nextOf(first, ACTIVITY) ?? '');
    const rows = ({ html }: ShownPage) => html.match(/<time /g)?.length;
    expect([rows(first), rows(second)]).toEqual([25, 2]);
    expect(second.html).toContain(`href="${ACTIVITY}"`);
    expect(await browser.open(`${ACTIVITY}?cursor=x`)).toMatchObject({ status: 400 });
  });
});
