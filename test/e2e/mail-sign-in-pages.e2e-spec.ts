import { FakeClock, type ReceivedMail, type SmtpSink, type TestApp } from '#libs/testing';
import { anEmail, mailTo, tokenIn, UNLIMITED, type Account, type Accounts } from '../support/accounts.js'; // prettier-ignore
import { codeOf, enrolFactor, fakeTotp } from '../support/factors.js';
import { withFixture } from '../support/with-fixture.js';
import { PageBrowser, type ShownPage } from './support/page-browser.js';
import { CHALLENGE, trade } from './support/test-browser.js';

const WEB = 'https://app.example.test/cb';
const ASKED = { redirect_uri: WEB, state: 'st 1', code_challenge: CHALLENGE };
const FOR_APPLICATION = `?${new URLSearchParams(ASKED).toString()}`;
const MAIL = /Your code to sign in/;
const ASK = '/sign-in/mail';
const CODE = '/sign-in/code';
const LINK = '/sign-in-by-mail';

const codeIn = ({ text }: ReceivedMail): string => /^(\d{6})$/m.exec(text ?? '')?.[1] ?? '';
const wrongOf = (code: string) => (code === '000000' ? '000001' : '000000');

describe('the pages to sign in by mail', () => {
  const clock = new FakeClock('2026-01-01T00:00:00.000Z');
  let app: TestApp;
  let closed: TestApp;
  let sink: SmtpSink;
  let accounts: Accounts;
  let account: Account;
  let browser: PageBrowser;

  withFixture(async (opened) => {
    const env = { ...UNLIMITED, OAUTH_REDIRECT_URIS: WEB };
    const open = { ...env, EMAIL_SIGN_IN_ENABLED: 'true' };
    ({ app, accounts, sink } = await opened.appWithMail({ clock, env: open }));
    ({ app: closed } = await opened.app({ clock, database: { url: app.databaseUrl }, env }));
    fakeTotp(app);
  }, 120_000);
  beforeEach(async () => {
    account = await accounts.create();
    browser = new PageBrowser(app);
  });

  const ask = async (email = account.email, query = '', by = browser) =>
    by.submit(await by.open(`${ASK}${query}`), { email }, ASK);
  const mail = (nth = 1) => mailTo(sink, account.email, MAIL, nth);
  const sendCode = (page: ShownPage, code: string) => browser.submit(page, { code }, CODE);

  describe('the code', () => {
    it('the page to sign in has a link to it, with what was wanted', async () => {
      const page = await browser.open(`/sign-in${FOR_APPLICATION}`);
      const [, href = ''] = /href="(\/sign-in\/mail\?[^"]*)"/.exec(page.html) ?? [];
      const asked = await browser.open(href.replaceAll('&amp;', '&'));
      expect(asked.forms.find(({ action }) => action === ASK)?.values).toMatchObject(ASKED);
    });

    it('it signs in where it was asked for, and the application gets its code', async () => {
      const page = await ask(account.email, FOR_APPLICATION);
      expect(page).toMatchObject({ status: 200, at: ASK });
      expect(page.html).toMatch(/<input id="code"[^>]*autocomplete="one-time-code"/);
      const code = codeIn(await mail());
      const after = await sendCode(page, ` ${code.slice(0, 3)} ${code.slice(3)} `);
      const traded = await trade(app, new URL(after.at).searchParams.get('code') ?? '');
      expect(traded).toMatchObject({ status: 200, body: { user: { email: account.email } } });
    });

    it('no page has an address of a person, a code or a token in its own address', async () => {
      const page = await ask();
      const after = await sendCode(page, codeIn(await mail()));
      expect([page.at, after.at]).toEqual([ASK, '/account']);
    });

    it('a wrong code shows the form anew, and the right one still signs in', async () => {
      const page = await ask();
      const code = codeIn(await mail());
      const wrong = await sendCode(page, wrongOf(code));
      expect(wrong).toMatchObject({ status: 401, at: CODE });
      expect(wrong.html).toContain('role="alert"');
      expect((await sendCode(wrong, code)).at).toBe('/account');
    });

    it('an empty field and a form without its token are told, and the form is shown anew', async () => {
      const page = await ask();
      const empty = await sendCode(page, '  ');
      expect(empty).toMatchObject({ status: 400, at: CODE });
      expect(empty.text).toContain('Enter the six digits');
      const stale = await browser.submit(page, { code: '1', form_token: undefined }, CODE);
      expect(stale).toMatchObject({ status: 403, at: CODE });
      expect((await sendCode(stale, codeIn(await mail()))).at).toBe('/account');
    });

    it('it is worth nothing in another browser', async () => {
      await ask();
      const stranger = new PageBrowser(app);
      const own = await ask('nobody@example.test', '', stranger);
      const { email } = account;
      const after = await stranger.submit(own, { email, code: codeIn(await mail()) }, CODE);
      expect(after.status).toBe(401);
    });

    it('an account with a second factor is asked for it, and the application is not forgotten', async () => {
      await enrolFactor(accounts, account);
      const page = await ask(account.email, FOR_APPLICATION);
      const second = await sendCode(page, codeIn(await mail()));
      const after = await browser.submit(second, { code: codeOf(account) }, '/second-factor');
      expect(after.at).toContain(WEB);
    });

    it('the answer is the same for an address without an account, but for the address itself', async () => {
      const unknown = anEmail('nobody');
      const plain = ({ html }: ShownPage, email: string) =>
        html
          .replaceAll(email, 'the address')
          .replaceAll(/name="form_token" value="[^"]*"/g, 'token');
      const [known, none] = [await ask(), await ask(unknown)];
      expect(plain(known, account.email)).toBe(plain(none, unknown));
      const refused = await Promise.all([sendCode(known, '000000'), sendCode(none, '000000')]);
      expect(plain(refused[0], account.email)).toBe(plain(refused[1], unknown));
      expect(refused.map(({ status }) => status)).toEqual([401, 401]);
    });

    it('a text that is no address is told, and kept in the form', async () => {
      const page = await ask('no address');
      expect(page).toMatchObject({ status: 400, at: ASK });
      expect(page.html).toContain('value="no address"');
    });

    it('a disabled account says so after the right code, at the page to sign in', async () => {
      account = await accounts.create({ isActive: false });
      const page = await ask();
      const after = await sendCode(page, codeIn(await mail()));
      expect(after.status).toBe(403);
      expect(after.forms[0]?.action).toBe('/sign-in');
    });

    it('without an address there is no form for a code', async () => {
      expect((await browser.open(CODE)).at).toBe(ASK);
    });
  });

  describe('the link', () => {
    const open = async (by = browser) => by.open(`${LINK}?token=${tokenIn(await mail())}`);

    it('a button signs in the browser that asked, and leads to the application that was wanted', async () => {
      await ask(account.email, FOR_APPLICATION);
      const page = await open();
      expect(page.headers.get('content-security-policy')).toContain('https://app.example.test');
      const after = await browser.submit(page, {}, LINK);
      const { searchParams } = new URL(after.at);
      expect(searchParams.get('state')).toBe('st 1');
      const traded = await trade(app, searchParams.get('code') ?? '');
      expect(traded).toMatchObject({ status: 200, body: { user: { email: account.email } } });
      expect([...browser.cookies.keys()]).not.toContain('gatehouse_mailed_goal');
      expect((await open()).status).toBe(401);
    });

    it('a page of the own account that was wanted is not forgotten either', async () => {
      await ask(account.email, '?next=%2Faccount%2Fsessions');
      expect((await browser.submit(await open(), {}, LINK)).at).toBe('/account/sessions');
    });

    it('what a later sign-in was asked for does not lead the link of an earlier one astray', async () => {
      const other = await accounts.create();
      await ask(account.email, '?next=%2Faccount%2Fsessions');
      await ask(other.email, FOR_APPLICATION);
      expect((await browser.submit(await open(), {}, LINK)).at).toBe('/account');
    });

    it('a goal that was changed in the browser leads nowhere else', async () => {
      await ask(account.email, FOR_APPLICATION);
      const jar = new Map(browser.cookies);
      const [of = ''] = jar.get('gatehouse_mailed_goal')?.split('.') ?? [];
      const forged = { ...ASKED, redirect_uri: 'https://evil.example/cb' };
      const text = Buffer.from(JSON.stringify(forged)).toString('base64url');
      jar.set('gatehouse_mailed_goal', `${of}.${text}`);
      const header = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      browser = new PageBrowser(app, {}, header);
      const page = await open();
      expect(page.headers.get('content-security-policy')).not.toContain('evil');
      expect((await browser.submit(page, {}, LINK)).at).toBe('/account');
    });

    it('another browser is told, and its form is worth nothing', async () => {
      await ask();
      const stranger = new PageBrowser(app);
      const elsewhere = await open(stranger);
      expect(elsewhere.status).toBe(403);
      expect(elsewhere.forms).toEqual([]);
      const page = await open();
      const after = await stranger.submit(page, {}, LINK);
      expect(after.status).toBe(403);
      expect((await browser.submit(page, {}, LINK)).at).toBe('/account');
    });
  });

  it('where signing in by mail is switched off there is no page and no link', async () => {
    const there = new PageBrowser(closed);
    expect((await there.open(ASK)).status).toBe(403);
    expect((await there.open('/sign-in')).html).not.toContain(ASK);
  });
});
