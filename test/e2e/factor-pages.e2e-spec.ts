import { FakeClock, type TestApp } from '#libs/testing';
import { addPasskey } from '../support/passkeys.js';
import { PASSWORD, signIn, UNLIMITED, type Account, type Accounts } from '../support/accounts.js';
import {
  PASSKEYS,
  SoftwareAuthenticator,
  type CreationOptions,
  type RequestOptions,
} from '../support/software-authenticator.js';
import { codeAt, wrongCodeAt } from '../support/totp.js';
import { withFixture } from '../support/with-fixture.js';
import { PageBrowser, type ShownPage } from './support/page-browser.js';
import { CHALLENGE, TestBrowser } from './support/test-browser.js';

const APPLICATION = 'https://app.example.test/signed-in';
const FACTORS = '/account/factors';
const NEW_APP = '/account/authenticator';
const CONFIRM = '/account/authenticator/confirm';
const NEW_PASSKEY = '/account/passkeys/new';
const CODES = '/account/recovery-codes';
const PROVE = '/account/prove';
const DAY_SECONDS = 86_400;

/** The secret of an authenticator app, as the page shows it in groups. */
const secretOn = ({ html }: ShownPage): string =>
  (/<code><bdi dir="ltr">([A-Z2-7 ]+)<\/bdi>/.exec(html)?.[1] ?? '').replaceAll(' ', '');

const codesOn = ({ html }: ShownPage): string[] =>
  [...html.matchAll(/<li>([0-9a-z]{5}-[0-9a-z]{5})<\/li>/g)].map(([, code = '']) => code);

/** The options of a passkey form. */
function optionsOn<T>({ html }: ShownPage): T {
  const [, options = ''] = /data-options="([^"]*)"/.exec(html) ?? [];
  return JSON.parse(options.replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as T;
}

const hrefsOn = ({ html }: ShownPage): string[] =>
  [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));

describe('the pages of passkeys, authenticator apps and recovery codes', () => {
  const clock = new FakeClock('2026-03-01T00:00:00.000Z');
  let app: TestApp;
  let strict: TestApp;
  let accounts: Accounts;
  let account: Account;

  withFixture(async (opened) => {
    const env = {
      ...UNLIMITED,
      ...PASSKEYS,
      // An address such as 127.0.0.1 cannot have passkeys.
      APP_BASE_URL: PASSKEYS.WEBAUTHN_ORIGINS,
      OAUTH_REDIRECT_URIS: APPLICATION,
      JWT_REFRESH_TOKEN_EXPIRES: String(60 * DAY_SECONDS),
    };
    ({ app, accounts } = await opened.app({ env, clock }));
    const database = { url: app.databaseUrl };
    const required = {
      ...env,
      APP_BASE_URL: app.url,
      MFA_POLICY: 'required',
      MFA_ENROLMENT_DAYS: '0',
    };
    ({ app: strict } = await opened.app({ env: required, clock, database }));
  }, 90_000);
  beforeEach(async () => {
    account = await accounts.create();
  });

  const aBrowser = async (of = account, at = app): Promise<PageBrowser> => {
    const opened = new TestBrowser(at);
    await opened.signIn(of);
    return new PageBrowser(at, {}, opened.header);
  };

  /** Opens a page, and shows the password or a code where it asks for it. */
  async function proven(
    browser: PageBrowser,
    path: string,
    shown: Record<string, string> = { password: PASSWORD },
  ) {
    const page = await browser.open(path);
    return page.at.startsWith(PROVE) ? browser.submit(page, shown, PROVE) : page;
  }

  const nextCode = (secret: string): string => {
    clock.advanceSeconds(30);
    return codeAt(secret, clock.nowMs());
  };

  /** Adds an authenticator app on the pages. */
  async function addApp(browser: PageBrowser, name = 'Phone', path = NEW_APP) {
    const form = await proven(browser, path);
    const begun = await browser.submit(form, { name }, NEW_APP);
    const secret = secretOn(begun);
    const done = await browser.submit(begun, { code: codeAt(secret, clock.nowMs()) }, CONFIRM);
    return { begun, secret, done };
  }

  const factorsOf = ({ id }: Account, type: string) =>
    accounts.rows<{ id: string; name: string; confirmed_at: Date | null }>(
      'SELECT id, name, confirmed_at FROM factors WHERE user_id = $1 AND type = $2 ORDER BY created_at',
      [id, type],
    );

  it.each([FACTORS, NEW_APP, NEW_PASSKEY, CODES])(
    'nobody who is not signed in sees %s',
    async (path) => {
      const shown = await new PageBrowser(app).open(path);
      expect(shown.at).toBe(`/sign-in?${new URLSearchParams({ next: path }).toString()}`);
    },
  );

  it('an account without factors is told so, and offered to add them', async () => {
    const page = await (await aBrowser()).open(FACTORS);
    expect(page.text).toContain('You get recovery codes with your first passkey');
    expect(hrefsOn(page)).toEqual(
      expect.arrayContaining([new URL(`.${NEW_APP}`, `${app.url}/`).pathname]),
    );
  });

  describe('an authenticator app', () => {
    it('its page asks who it is first, and opening it begins nothing', async () => {
      const browser = await aBrowser();
      expect((await browser.open(NEW_APP)).at).toMatch(/^\/account\/prove\?purpose=add_factor&/);
      expect((await proven(browser, NEW_APP)).at).toBe(NEW_APP);
      expect(await factorsOf(account, 'totp')).toEqual([]);
    });

    it('the secret is shown as a QR code with a name, as a link and in groups, and is in no address', async () => {
      const browser = await aBrowser();
      const form = await proven(browser, NEW_APP);
      const begun = await browser.submit(form, { name: 'Work phone' }, NEW_APP);
      const secret = secretOn(begun);
      expect(secret).toHaveLength(32);
      expect(begun.headers.get('cache-control')).toBe('no-store');
      expect(begun.html).toMatch(/<svg class="qr" role="img" aria-label="QR code for [^"]+"/);
      expect(begun.text).toContain(secret.slice(0, 4) + ' ' + secret.slice(4, 8));
      expect(hrefsOn(begun).filter((href) => href.includes(secret))).toEqual([
        expect.stringMatching(/^otpauth:\/\/totp\//),
      ]);
      expect(begun.at).toBe(NEW_APP);
    });

    it('it counts with a code of it, and the recovery codes are on that answer alone', async () => {
      const browser = await aBrowser();
      const { done } = await addApp(browser, 'Work phone');
      expect(done.status).toBe(200);
      expect(codesOn(done)).toHaveLength(10);
      expect(done.headers.get('cache-control')).toBe('no-store');
      const list = await browser.open(FACTORS);
      expect(list.text).toContain('Work phone');
      expect(list.text).toContain('You have 10 recovery codes left.');
      expect(codesOn(list)).toEqual([]);
    });

    it('after a wrong code the same secret is shown once more, and after five it begins anew', async () => {
      const browser = await aBrowser();
      let page = await browser.submit(await proven(browser, NEW_APP), {}, NEW_APP);
      const secret = secretOn(page);
      for (let tries = 1; tries < 5; tries += 1) {
        page = await browser.submit(page, { code: wrongCodeAt(secret, clock.nowMs()) }, CONFIRM);
        expect(page).toMatchObject({ status: 400, at: CONFIRM });
        expect(page.html).toContain('role="alert"');
        expect(secretOn(page)).toBe(secret);
      }
      page = await browser.submit(page, { code: wrongCodeAt(secret, clock.nowMs()) }, CONFIRM);
      expect(page.status).toBe(400);
      expect(secretOn(page)).toBe('');
      expect(page.text).toContain('Begin anew');
      expect(await factorsOf(account, 'totp')).toEqual([]);
    });

    it('a right code after a wrong one makes it count', async () => {
      const browser = await aBrowser();
      const begun = await browser.submit(await proven(browser, NEW_APP), {}, NEW_APP);
      const secret = secretOn(begun);
      const again = await browser.submit(begun, { code: '12' }, CONFIRM);
      const [first, second] = [
        nextCode(secret).slice(0, 3),
        codeAt(secret, clock.nowMs()).slice(3),
      ];
      const done = await browser.submit(again, { code: `${first} ${second}` }, CONFIRM);
      expect(codesOn(done)).toHaveLength(10);
    });

    it('an enrolment that has expired begins anew', async () => {
      const browser = await aBrowser();
      const begun = await browser.submit(await proven(browser, NEW_APP), {}, NEW_APP);
      clock.advanceSeconds(601);
      const code = codeAt(secretOn(begun), clock.nowMs());
      const page = await browser.submit(begun, { code }, CONFIRM);
      expect(page).toMatchObject({ status: 404, at: CONFIRM });
      expect(page.text).toContain('Begin anew');
      expect((await browser.open(CONFIRM)).at).toMatch(/^\/account\/prove\?/);
    });

    it('sending the first form again begins nothing more without a new proof', async () => {
      const browser = await aBrowser();
      const form = await proven(browser, NEW_APP);
      await browser.submit(form, {}, NEW_APP);
      const again = await browser.submit(form, {}, NEW_APP);
      expect(again.at).toMatch(/^\/account\/prove\?/);
      expect(await factorsOf(account, 'totp')).toHaveLength(1);
    });

    it('a form that another browser was shown confirms nothing', async () => {
      const browser = await aBrowser();
      const begun = await browser.submit(await proven(browser, NEW_APP), {}, NEW_APP);
      const code = codeAt(secretOn(begun), clock.nowMs());
      const other = await aBrowser(await accounts.create());
      expect(await other.submit(begun, { code }, CONFIRM)).toMatchObject({ status: 403 });
      const [unfinished] = await factorsOf(account, 'totp');
      expect(unfinished).toMatchObject({ confirmed_at: null });
    });

    it('an enrolment of another account does not exist', async () => {
      const begun = await (async () => {
        const browser = await aBrowser();
        return browser.submit(await proven(browser, NEW_APP), {}, NEW_APP);
      })();
      const other = await aBrowser(await accounts.create());
      const own = await other.submit(await proven(other, NEW_APP), {}, NEW_APP);
      const id = begun.forms.find(({ action }) => action === CONFIRM)?.values['id'];
      const code = codeAt(secretOn(begun), clock.nowMs());
      expect(await other.submit(own, { id, code }, CONFIRM)).toMatchObject({ status: 404 });
    });

    it('a name that cannot be is told, and begins nothing', async () => {
      const browser = await aBrowser();
      const page = await browser.submit(
        await proven(browser, NEW_APP),
        { name: 'x'.repeat(101) },
        NEW_APP,
      );
      expect(page).toMatchObject({ status: 400, at: NEW_APP });
      expect(page.html).toContain('href="#name"');
      expect(await factorsOf(account, 'totp')).toEqual([]);
    });

    it('the session of the browser goes on as it is, and the next act needs a code of the app', async () => {
      const browser = await aBrowser();
      const { secret } = await addApp(browser);
      const [session] = await accounts.rows<{ amr: string[] }>(
        'SELECT amr FROM sessions WHERE user_id = $1 AND ended_at IS NULL',
        [account.id],
      );
      expect(session?.amr).toEqual(['pwd']);
      const page = await browser.open(NEW_APP);
      expect(page.forms.find(({ action }) => action === PROVE)?.names).toContain('code');
      const wrong = await browser.submit(page, { code: wrongCodeAt(secret, clock.nowMs()) }, PROVE);
      expect(wrong).toMatchObject({ status: 400, at: PROVE });
      const byPassword = await browser.submit(page, { code: undefined, password: PASSWORD }, PROVE);
      expect(byPassword).toMatchObject({ status: 403, at: PROVE });
      expect((await browser.submit(page, { code: nextCode(secret) }, PROVE)).at).toBe(NEW_APP);
    });

    it('the second factor of an account comes without recovery codes', async () => {
      const browser = await aBrowser();
      const { secret } = await addApp(browser);
      const form = await proven(browser, NEW_APP, { code: nextCode(secret) });
      const begun = await browser.submit(form, { name: 'Tablet' }, NEW_APP);
      const code = codeAt(secretOn(begun), clock.nowMs());
      const done = await browser.submit(begun, { code }, CONFIRM);
      expect(done).toMatchObject({ status: 200, at: `${FACTORS}?done=authenticator` });
      expect(done.html).toMatch(/role="status">\s*The authenticator app is added/);
    });
  });

  describe('one factor', () => {
    it('it gets another name', async () => {
      const browser = await aBrowser();
      await addApp(browser);
      const [factor] = await factorsOf(account, 'totp');
      const path = `${FACTORS}/${factor!.id}`;
      const done = await browser.submit(await browser.open(path), { name: 'Tablet' }, path);
      expect(done.at).toBe(`${FACTORS}?done=renamed`);
      expect(done.text).toContain('Tablet');
      const refused = await browser.submit(await browser.open(path), { name: ' ' }, path);
      expect(refused).toMatchObject({ status: 400, at: path });
    });

    it('it is removed after a proof, and the last one takes the recovery codes with it', async () => {
      const browser = await aBrowser();
      const { secret } = await addApp(browser);
      const [factor] = await factorsOf(account, 'totp');
      const path = `${FACTORS}/${factor!.id}/remove`;
      expect((await browser.open(path)).at).toMatch(/^\/account\/prove\?purpose=remove_factor&/);
      const page = await proven(browser, path, { code: nextCode(secret) });
      expect(page.at).toBe(path);
      expect(page.text).toContain('Your recovery codes go with it');
      const done = await browser.submit(page, {}, path);
      expect(done.at).toBe(`${FACTORS}?done=removed`);
      expect(await factorsOf(account, 'totp')).toEqual([]);
      expect(await factorsOf(account, 'recovery_codes')).toEqual([]);
    });

    it('a form without its token removes nothing', async () => {
      const browser = await aBrowser();
      const { secret } = await addApp(browser);
      const [factor] = await factorsOf(account, 'totp');
      const path = `${FACTORS}/${factor!.id}/remove`;
      const page = await proven(browser, path, { code: nextCode(secret) });
      const refused = await browser.submit(page, { form_token: 'x' }, path);
      expect(refused).toMatchObject({ status: 403, at: path });
      expect(await factorsOf(account, 'totp')).toHaveLength(1);
    });

    it('a factor of another account, a set of recovery codes and a text that is no id do not exist', async () => {
      const own = await aBrowser();
      await addApp(own);
      const [factor] = await factorsOf(account, 'totp');
      const [codes] = await factorsOf(account, 'recovery_codes');
      const other = await aBrowser(await accounts.create());
      for (const path of [
        `${FACTORS}/${factor!.id}`,
        `${FACTORS}/${factor!.id}/remove`,
        `${FACTORS}/x`,
      ])
        expect(await other.open(path)).toMatchObject({ status: 404 });
      const missing = await own.open(`${FACTORS}/${codes!.id}`);
      expect(missing).toMatchObject({ status: 404, html: expect.stringContaining('href="/"') });
    });
  });

  describe('recovery codes', () => {
    it('new ones end the older ones, are on one answer, and need a factor', async () => {
      const browser = await aBrowser();
      const { secret, done } = await addApp(browser);
      const old = codesOn(done);
      const first = await browser.submit(await browser.open(CODES), {}, CODES);
      expect(first.at).toMatch(/^\/account\/prove\?purpose=add_factor&/);
      const page = await browser.submit(first, { code: nextCode(secret) }, PROVE);
      expect(page.text).toContain('You have 10 recovery codes left.');
      const made = await browser.submit(page, {}, CODES);
      expect(codesOn(made)).toHaveLength(10);
      expect(made.headers.get('cache-control')).toBe('no-store');
      const ask = await browser.open(NEW_APP);
      expect(await browser.submit(ask, { code: old[0]! }, PROVE)).toMatchObject({ status: 400 });
      expect((await browser.submit(ask, { code: codesOn(made)[0]! }, PROVE)).at).toBe(NEW_APP);
      expect((await browser.open(CODES)).text).toContain('You have 9 recovery codes left.');
    });

    it('an account without a second factor has no form for them', async () => {
      const page = await (await aBrowser()).open(CODES);
      expect(page.forms.map(({ action }) => action)).toEqual(['/sign-out']);
    });
  });

  describe('a passkey', () => {
    /** Sends the form as its script does. */
    const added = async (
      browser: PageBrowser,
      page: ShownPage,
      authenticator: SoftwareAuthenticator,
      name = '',
    ) =>
      browser.submit(
        page,
        {
          name,
          response: JSON.stringify(authenticator.register(optionsOn<CreationOptions>(page))),
        },
        NEW_PASSKEY,
      );

    it('it is added after a proof, with the recovery codes, and is listed with its kind', async () => {
      const browser = await aBrowser();
      const page = await proven(browser, NEW_PASSKEY);
      expect(page.html).toContain('<noscript>');
      const device = new SoftwareAuthenticator({ isSynced: false });
      const done = await added(browser, page, device, 'Laptop');
      expect(codesOn(done)).toHaveLength(10);
      const list = await browser.open(FACTORS);
      expect(list.text).toContain('Laptop');
      expect(list.text).toContain('stays on one device');
    });

    it('it proves who it is for the next act, and the response of another act does not', async () => {
      const authenticator = new SoftwareAuthenticator();
      const browser = await aBrowser();
      await added(browser, await proven(browser, NEW_PASSKEY), authenticator);
      const ask = await browser.open(NEW_PASSKEY);
      const response = JSON.stringify(authenticator.authenticate(optionsOn<RequestOptions>(ask)));
      const [factor] = await factorsOf(account, 'passkey');
      const elsewhere = await browser.open(`${FACTORS}/${factor!.id}/remove`);
      const shown = (page: ShownPage) => {
        const form = page.forms.find(({ names }) => names.includes('response'))!;
        return browser.submit({ ...page, forms: [form] }, { response }, PROVE);
      };
      expect(await shown(elsewhere)).toMatchObject({ status: 400, at: PROVE });
      expect((await shown(ask)).at).toBe(NEW_PASSKEY);
    });

    it('what is no response of an authenticator is refused, and the form is shown anew', async () => {
      const browser = await aBrowser();
      const page = await proven(browser, NEW_PASSKEY);
      for (const response of ['', '{', '{"id":"x"}', undefined]) {
        const refused = await browser.submit(page, { response }, NEW_PASSKEY);
        expect(refused).toMatchObject({ status: 400, at: NEW_PASSKEY });
        expect(optionsOn<CreationOptions>(refused).challenge).toMatch(/^[\w-]{72}$/);
      }
    });

    it('one that another account has is told, and the form can be sent again', async () => {
      const authenticator = new SoftwareAuthenticator();
      const { access_token: token } = await signIn(app, account);
      await addPasskey(app, { ...account, token }, authenticator);
      const [taken] = await accounts.rows<{ credential_id: Buffer }>(
        'SELECT credential_id FROM passkeys p JOIN factors f ON f.id = p.factor_id WHERE user_id = $1',
        [account.id],
      );
      const browser = await aBrowser(await accounts.create());
      const page = await proven(browser, NEW_PASSKEY);
      const response = new SoftwareAuthenticator().register(optionsOn<CreationOptions>(page), {
        credentialId: taken!.credential_id,
      });
      const refused = await browser.submit(
        page,
        { response: JSON.stringify(response) },
        NEW_PASSKEY,
      );
      expect(refused).toMatchObject({ status: 409, at: NEW_PASSKEY });
      expect(refused.html).toContain('role="alert"');
      expect(await added(browser, refused, new SoftwareAuthenticator())).toMatchObject({
        status: 200,
      });
    });

    it('the last passkey of an account without another way in stays', async () => {
      const { access_token: token } = await signIn(app, account);
      const authenticator = new SoftwareAuthenticator();
      await addPasskey(app, { ...account, token }, authenticator, 'Laptop');
      const browser = await passkeyBrowser(authenticator);
      await accounts.rows('UPDATE users SET password = NULL WHERE id = $1', [account.id]);
      const [factor] = await factorsOf(account, 'passkey');
      const path = `${FACTORS}/${factor!.id}/remove`;
      const ask = await browser.open(path);
      const form = ask.forms.find(({ names }) => names.includes('response'))!;
      const response = JSON.stringify(authenticator.authenticate(optionsOn<RequestOptions>(ask)));
      const page = await browser.submit({ ...ask, forms: [form] }, { response }, PROVE);
      const refused = await browser.submit(page, {}, path);
      expect(refused).toMatchObject({ status: 409, at: path });
      expect(refused.html).toContain('role="alert"');
      expect(await factorsOf(account, 'passkey')).toHaveLength(1);
    });

    /** A browser that was signed in before the passkey was added. */
    async function passkeyBrowser(authenticator: SoftwareAuthenticator): Promise<PageBrowser> {
      const options = await app.post<{ options: RequestOptions }>(
        '/api/auth/login/passkey/options',
        {},
      );
      const response = authenticator.authenticate(options.body.options);
      const signedIn = await app.post('/api/auth/login/passkey', { response });
      const opened = new TestBrowser(app);
      const client = { ip: '127.0.0.1', userAgent: 'browser', requestId: 'r' };
      opened.take(await opened.sessions.openFor(signedIn.body as never, { cookies: '', client }));
      return new PageBrowser(app, {}, opened.header);
    }
  });

  describe('a person who must enrol a second factor', () => {
    const goal = new URLSearchParams({
      redirect_uri: APPLICATION,
      state: 'a b*c',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
    }).toString();

    it('is told so, and led to what was wanted once it is done', async () => {
      const browser = await aBrowser(account, strict);
      const list = await browser.open(`${FACTORS}?${goal}`);
      expect(list.text).toContain('Your account must have a second factor.');
      expect(list.text).not.toContain('Go on to the application');
      const link = hrefsOn(list).find((href) => href.includes(NEW_APP))!;
      const { done } = await addApp(browser, '', link.slice(link.indexOf(NEW_APP)));
      const on = hrefsOn(done).find((href) => href.includes('/sign-in?'))!;
      const query = new URL(on, strict.url).searchParams;
      expect(query.get('redirect_uri')).toBe(APPLICATION);
      expect(query.get('state')).toBe('a b*c');
      const after = await browser.open(`${FACTORS}?${goal}`);
      expect(after.text).not.toContain('Your account must have a second factor.');
      expect(after.text).toContain('Go on to the application');
    });

    it('an address that is not on the list leads nowhere', async () => {
      const browser = await aBrowser();
      const query = new URLSearchParams({
        redirect_uri: 'https://evil.example',
        code_challenge: CHALLENGE,
      });
      const page = await browser.open(`${FACTORS}?${query.toString()}`);
      expect(page.status).toBe(200);
      const ways = hrefsOn(page).filter((href) => !href.includes('lang='));
      expect(ways.join(' ')).not.toContain('evil');
    });
  });

  it('an account without a password and a factor is told how it gets one', async () => {
    const browser = await aBrowser();
    await accounts.rows('UPDATE users SET password = NULL WHERE id = $1', [account.id]);
    const page = await browser.open(NEW_APP);
    expect(page.text).toContain('You have neither a password nor another way');
    expect(hrefsOn(page).some((href) => href.endsWith('/forgot-password'))).toBe(true);
    expect(page.forms.map(({ action }) => action)).toEqual(['/sign-out']);
  });

  it('no page says what was not done', async () => {
    const browser = await aBrowser();
    const page = await browser.open(`${FACTORS}?done=hacked`);
    expect(page.html).not.toContain('role="status"');
  });
});
