import { anEmail, PASSWORD, type Account } from '../support/accounts.js';
import { codeOf, enrolFactor, fakeTotp } from '../support/factors.js';
import { withFixture } from '../support/with-fixture.js';
import { PageBrowser, type ShownPage } from './support/page-browser.js';
import { appear, type Persona } from './support/providers/persona.js';
import { REDIRECT_URI, Setting } from './support/providers/setting.js';
import { CHALLENGE, TestBrowser, trade, VERIFIER } from './support/test-browser.js';

const GOAL = new URLSearchParams({
  redirect_uri: REDIRECT_URI,
  state: 'of-the-application',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
}).toString();

let setting: Setting;

withFixture(async (opened) => {
  setting = opened.add(await Setting.open());
  fakeTotp(setting.app);
}, 120_000);
beforeEach(() => {
  setting.provider.reset();
});

const aBrowser = () => new PageBrowser(setting.app, { accept: 'text/html' });

/** A person at the provider, which runs their mailbox. */
const aPerson = (persona: Persona = {}): string => {
  const email = persona.email ?? anEmail();
  appear(setting.provider, { email, claims: { hd: 'example.test' }, ...persona });
  return email;
};

/** Consents at the provider that the browser was sent to; the path of the callback. */
const consent = ({ at }: Pick<ShownPage, 'at'>): Promise<string> => setting.visitor().consent(at);

/** Goes to the provider by this link of a page, and comes back. */
const through = async (browser: PageBrowser, path: string): Promise<ShownPage> =>
  browser.open(await consent(await browser.open(path)));

const cookiesOf = (browser: PageBrowser, part: string) =>
  [...browser.cookies.keys()].filter((name) => name.includes(part));
const isSignedIn = (browser: PageBrowser) => cookiesOf(browser, 'gatehouse_session').length === 1;

const linkIn = ({ html }: ShownPage, words: string): string => {
  const links = [...html.matchAll(/<a\b[^>]*href="([^"]*)"[^>]*>([^<]*)<\/a\s*>/g)];
  const found = links.find(([, , text = '']) => text.trim() === words)?.[1];
  if (found === undefined) throw new Error(`No link "${words}" in ${html}`);
  return found.replaceAll('&amp;', '&');
};

const identitiesOf = (userId: string) =>
  setting.accounts.rows<{ id: string }>('SELECT id FROM identities WHERE user_id = $1', [userId]);

describe('signing in by a provider at the pages', () => {
  it('a request that is too long for the way back is refused before the person goes to the provider', async () => {
    const goal = (length: number) =>
      `${GOAL}&${new URLSearchParams({ login_hint: '€'.repeat(length), resource: '€'.repeat(200) }).toString()}`;
    const begun = (length: number) => aBrowser().open(`/sign-in/with/google?${goal(length)}`);
    let [fits, tooLong] = [0, 320];
    while (tooLong - fits > 1) {
      const middle = Math.floor((fits + tooLong) / 2);
      const { at, status, text } = await begun(middle);
      if (at.startsWith('http')) fits = middle;
      else {
        expect([status, text]).toEqual([400, expect.stringContaining('too long')]);
        tooLong = middle;
      }
    }
    const browser = aBrowser();
    const { at } = await browser.open(`/sign-in/with/google?${goal(fits)}`);
    const state = new URL(at).searchParams.get('state') ?? '';
    const query = new URLSearchParams({ error: 'access_denied', state }).toString();
    const shown = await browser.open(`/api/oauth/google/callback?${query}`);
    expect(shown.at).toMatch(/^\/sign-in\/provider\?flow=/);
    expect(shown.status).toBe(403);
    expect(fits).toBeGreaterThan(100);
  });

  it('the page to sign in leads to each provider, with what the person signs in for', async () => {
    const shown = await aBrowser().open(`/sign-in?${GOAL}`);
    expect(linkIn(shown, 'Continue with Google')).toBe(`/sign-in/with/google?${GOAL}`);
    expect(linkIn(shown, 'Continue with GitHub')).toBe(`/sign-in/with/github?${GOAL}`);
  });

  it('a person without an account gets one, and comes to the page that was wanted', async () => {
    const email = aPerson();
    const browser = aBrowser();
    const shown = await through(browser, '/sign-in/with/google?next=%2Faccount%2Fidentities');
    expect(shown).toMatchObject({ status: 200, at: '/account/identities' });
    expect(shown.text).toContain(email);
    expect(isSignedIn(browser)).toBe(true);
    expect(cookiesOf(browser, 'gatehouse_oauth')).toEqual([]);
  });

  it('the next time the same account is signed in', async () => {
    const email = aPerson();
    const browser = aBrowser();
    await through(aBrowser(), '/sign-in/with/google');
    await through(browser, '/sign-in/with/google');
    const { text } = await browser.open('/account/identities');
    expect(text).toContain(`Signed in as ${email}`);
    const made = await setting.accounts.rows('SELECT FROM users WHERE email = $1', [email]);
    expect(made).toHaveLength(1);
  });

  it('an application gets its code, which opens a session of its own', async () => {
    const email = aPerson();
    const browser = aBrowser();
    const { at } = await through(browser, `/sign-in/with/google?${GOAL}`);
    expect(at.startsWith(`${REDIRECT_URI}?`)).toBe(true);
    const answer = new URL(at).searchParams;
    expect(answer.get('state')).toBe('of-the-application');
    const traded = await trade(setting.app, answer.get('code') ?? '', { verifier: VERIFIER });
    expect(traded).toMatchObject({ status: 200, body: { user: { email } } });
    expect(isSignedIn(browser)).toBe(true);
  });

  it('an application that wants the person authenticated anew has the provider do it', async () => {
    aPerson();
    const { at } = await aBrowser().open(`/sign-in/with/acme?${GOAL}&prompt=login`);
    expect(new URL(at).searchParams.get('prompt')).toBe('login');
    const { at: usual } = await aBrowser().open(`/sign-in/with/acme?${GOAL}`);
    expect(new URL(usual).searchParams.get('prompt')).toBeNull();
  });

  it('an application that is not on the list is not gone to', async () => {
    const evil = GOAL.replace('app.example.test', 'evil.example');
    const shown = await aBrowser().open(`/sign-in/with/google?${evil}`);
    expect(shown).toMatchObject({ status: 400, at: `/sign-in/with/google?${evil}` });
  });

  it('no address has the code', async () => {
    aPerson();
    const browser = aBrowser();
    const path = await consent(await browser.open('/sign-in/with/google'));
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const { status, headers } = await setting.app.get(path, { headers: { cookie } });
    expect(status).toBe(303);
    expect(headers.location).toMatch(/^\/sign-in\/provider\?flow=[\w-]{16}$/);
  });

  it('two tabs end each as if alone', async () => {
    const browser = aBrowser();
    aPerson();
    const one = await consent(
      await browser.open('/sign-in/with/google?next=%2Faccount%2Fidentities'),
    );
    const other = await consent(await browser.open(`/sign-in/with/google?${GOAL}`));
    expect((await browser.open(other)).at).toContain(REDIRECT_URI);
    expect((await browser.open(one)).at).toBe('/account/identities');
  });

  it('another site begins it by a link only', async () => {
    const cross = (mode: string, dest: string) => ({
      ...{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode, 'sec-fetch-dest': dest },
    });
    const begin = async (headers: Record<string, string>) =>
      (await setting.app.get('/sign-in/with/google', { headers })).status;
    expect(await begin(cross('navigate', 'document'))).toBe(303);
    expect(await begin(cross('no-cors', 'image'))).toBe(403);
    expect(await begin(cross('navigate', 'iframe'))).toBe(403);
  });

  it('a program that looks at the address of the end uses nothing up', async () => {
    aPerson();
    const browser = aBrowser();
    const path = await consent(await browser.open('/sign-in/with/google'));
    const cookie = () => [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const arrived = await setting.app.get(path, { headers: { cookie: cookie() } });
    const [line = ''] = [arrived.headers['set-cookie'] ?? []].flat();
    const headers = { cookie: line.split(';')[0] ?? '' };
    const end = String(arrived.headers.location);
    expect((await setting.app.call('HEAD', end, { headers })).status).toBe(405);
    expect((await setting.app.get(end, { headers })).headers.location).toBe('/account');
  });
});

describe('a sign-in by a provider that is refused', () => {
  it('a sign-in that is cancelled leads back to the sign-in, with what the person wanted', async () => {
    const browser = aBrowser();
    const path = await consent(await browser.open(`/sign-in/with/google?${GOAL}`));
    const shown = await browser.open(path.replace(/code=[^&]*/, 'error=access_denied'));
    expect(shown.status).toBe(403);
    expect(shown.at).toMatch(/^\/sign-in\/provider\?flow=/);
    expect(linkIn(shown, 'Back to the sign-in')).toBe(`/sign-in?${GOAL}`);
    expect(linkIn(shown, 'Try again with Google')).toBe(`/sign-in/with/google?${GOAL}`);
    expect(isSignedIn(browser)).toBe(false);
    // In another language, or once more: the same.
    expect(await browser.open(shown.at)).toMatchObject({ status: 403 });
  });

  it('a provider that cannot be reached leads back to the sign-in', async () => {
    setting.provider.mischief = (_request, response) => {
      response.destroy();
      return true;
    };
    const shown = await aBrowser().open(`/sign-in/with/microsoft?next=%2Faccount%2Ffactors`);
    expect(shown.status).toBeGreaterThanOrEqual(500);
    expect(linkIn(shown, 'Back to the sign-in')).toBe('/sign-in?next=%2Faccount%2Ffactors');
  });

  it('a provider that is not configured leads back to the sign-in', async () => {
    const shown = await aBrowser().open('/sign-in/with/nobody');
    expect(shown.status).toBe(404);
    expect(linkIn(shown, 'Back to the sign-in')).toBe('/sign-in');
    expect(shown.text).not.toContain('Try again with');
  });

  it('a callback of another browser ends nothing', async () => {
    aPerson();
    const [attacker, victim] = [aBrowser(), aBrowser()];
    const path = await consent(await attacker.open('/sign-in/with/google'));
    expect(await victim.open(path)).toMatchObject({ status: 400 });
    await victim.open('/sign-in/with/google');
    expect(await victim.open(path)).toMatchObject({ status: 400 });
    expect(isSignedIn(victim)).toBe(false);
  });

  it('the end of a flow is worth nothing in another browser, nor a second time', async () => {
    aPerson();
    const [browser, other] = [aBrowser(), aBrowser()];
    const path = await consent(await browser.open('/sign-in/with/google'));
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const arrived = await setting.app.get(path, { headers: { cookie } });
    const end = String(arrived.headers.location);
    expect(await other.open(end)).toMatchObject({ status: 400 });
    const [line = ''] = [arrived.headers['set-cookie'] ?? []].flat();
    const kept = () => new PageBrowser(setting.app, {}, line.split(';')[0]);
    expect(isSignedIn(await signedInAt(kept(), end))).toBe(true);
    const again = kept();
    expect(await again.open(end)).toMatchObject({ status: 400 });
    expect(isSignedIn(again)).toBe(false);
  });

  const signedInAt = async (browser: PageBrowser, path: string) => {
    await browser.open(path);
    return browser;
  };

  it('a callback that is used again does not sign in again', async () => {
    aPerson();
    const browser = aBrowser();
    const path = await consent(await browser.open('/sign-in/with/google'));
    await browser.open(path);
    expect(await browser.open(path)).toMatchObject({ status: 400 });
  });

  it('an account with a second factor is asked for it', async () => {
    aPerson();
    const browser = aBrowser();
    await through(browser, '/sign-in/with/google');
    const [{ id } = { id: '' }] = await setting.accounts.rows<{ id: string }>(
      'SELECT user_id AS id FROM identities ORDER BY created_at DESC LIMIT 1',
    );
    await enrolFactor(setting.accounts, { id });
    const other = aBrowser();
    const asked = await through(other, `/sign-in/with/google?${GOAL}`);
    expect(isSignedIn(other)).toBe(false);
    const after = await other.submit(asked, { code: codeOf({ id }) }, '/second-factor');
    expect(after.at.startsWith(`${REDIRECT_URI}?`)).toBe(true);
    expect(isSignedIn(other)).toBe(true);
  });

  it('an account whose address the provider does not vouch for is not signed in to, and nothing is linked', async () => {
    const account = await setting.accounts.create();
    aPerson({ email: account.email, isVouchedFor: false });
    const browser = aBrowser();
    const shown = await through(browser, `/sign-in/with/google?${GOAL}`);
    expect(shown.at).toBe(`/link-account?provider=google&${GOAL}`);
    expect(shown.status).toBe(200);
    const next = '/account/identities/link?provider=google';
    const toLink = `/sign-in?${new URLSearchParams({ next }).toString()}`;
    expect(linkIn(shown, 'Sign in, then link Google')).toBe(toLink);
    expect(linkIn(shown, 'Sign in without linking')).toBe(`/sign-in?${GOAL}`);
    expect(shown.html).not.toContain(account.email);
    expect(await identitiesOf(account.id)).toEqual([]);
    expect(isSignedIn(browser)).toBe(false);
  });

  it('a person signs in to the account as before, and links the provider then', async () => {
    const { id, email } = await setting.accounts.create();
    aPerson({ email, isVouchedFor: false });
    const browser = aBrowser();
    const told = await through(browser, '/sign-in/with/google');
    const asked = await browser.open(linkIn(told, 'Sign in, then link Google'));
    const proving = await browser.submit(asked, { email, password: PASSWORD }, '/sign-in');
    const page = await browser.submit(proving, { password: PASSWORD }, '/account/prove');
    expect(page.at).toBe('/account/identities/link?provider=google');
    const going = await browser.submit(page, {}, '/account/identities/link');
    const done = await browser.open(await consent({ at: linkIn(going, 'Go to Google') }));
    expect(done.at).toBe('/account/identities?done=linked');
    expect(await identitiesOf(id)).toHaveLength(1);
  });
});

describe('the linked providers of a person', () => {
  let account: Account;

  beforeEach(async () => {
    account = await setting.accounts.create();
  });

  /** A browser in which the account is signed in. */
  const signedIn = async (who: Account = account): Promise<PageBrowser> => {
    const opened = new TestBrowser(setting.app);
    await opened.signIn(who);
    return new PageBrowser(setting.app, { accept: 'text/html' }, opened.header);
  };

  /** Shows the password at the page for it, which leads on to the act. */
  const proven = async (browser: PageBrowser, path: string): Promise<ShownPage> => {
    const asked = await browser.open(path);
    expect(asked.at).toMatch(/^\/account\/prove\?/);
    return browser.submit(asked, { password: PASSWORD }, '/account/prove');
  };

  const LINK = '/account/identities/link?provider=google';

  /** Sends the form to link a provider; the address of the provider. */
  const begunLink = async (browser: PageBrowser): Promise<string> => {
    const page = await proven(browser, LINK);
    const going = await browser.submit(page, {}, '/account/identities/link');
    const location = linkIn(going, 'Go to Google');
    expect(going.headers.get('refresh')).toBe(`0;url=${location}`);
    return location;
  };

  it('a provider is linked after a fresh proof, and signs in from then on', async () => {
    const browser = await signedIn();
    aPerson({ email: anEmail('other') });
    const shown = await browser.open(await consent({ at: await begunLink(browser) }));
    expect(shown.at).toBe('/account/identities?done=linked');
    expect(shown.text).toContain('The provider is linked with your account.');
    expect(await identitiesOf(account.id)).toHaveLength(1);
    const other = aBrowser();
    await through(other, '/sign-in/with/google');
    expect((await other.open('/account/identities')).text).toContain(account.email);
  });

  it('a proof links once', async () => {
    const browser = await signedIn();
    await begunLink(browser);
    expect((await browser.open(LINK)).at).toMatch(/^\/account\/prove\?/);
  });

  it('a link begins by our own form alone', async () => {
    const browser = await signedIn();
    const page = await proven(browser, LINK);
    const forged = await browser.submit(
      page,
      { form_token: undefined },
      '/account/identities/link',
    );
    expect(forged).toMatchObject({ status: 403 });
    expect(forged.headers.get('refresh')).toBeNull();
    expect(setting.provider.authorizations).toEqual([]);
  });

  it('a link that another person began is not finished in this browser', async () => {
    const attacker = await signedIn(await setting.accounts.create());
    const victim = await signedIn();
    aPerson({ email: anEmail('attacker') });
    const path = await consent({ at: await begunLink(attacker) });
    expect(await victim.open(path)).toMatchObject({ status: 400 });
    expect(await identitiesOf(account.id)).toEqual([]);
  });

  it('a link whose session has ended meanwhile links nothing', async () => {
    const browser = await signedIn();
    aPerson({ email: anEmail('late') });
    const path = await consent({ at: await begunLink(browser) });
    await setting.accounts.rows('UPDATE sessions SET ended_at = now() WHERE user_id = $1', [
      account.id,
    ]);
    expect((await browser.open(path)).at).toBe('/sign-in');
    expect(await identitiesOf(account.id)).toEqual([]);
  });

  it('an identity of another account is refused with a way back', async () => {
    aPerson({ email: anEmail('taken') });
    await through(aBrowser(), '/sign-in/with/google');
    const browser = await signedIn();
    const shown = await browser.open(await consent({ at: await begunLink(browser) }));
    expect(shown.status).toBe(409);
    expect(linkIn(shown, 'Back to the linked providers')).toBe('/account/identities');
  });

  it('a provider is unlinked after a fresh proof', async () => {
    const browser = await signedIn();
    aPerson({ email: anEmail('gone') });
    await browser.open(await consent({ at: await begunLink(browser) }));
    const list = await browser.open('/account/identities');
    const page = await proven(browser, linkIn(list, 'Unlink Google'));
    const after = await browser.submit(page, {}, '/account/identities/unlink');
    expect(after.at).toBe('/account/identities?done=unlinked');
    expect(await identitiesOf(account.id)).toEqual([]);
  });

  it('there is no page for an identity of another account', async () => {
    aPerson();
    await through(aBrowser(), '/sign-in/with/google');
    const [{ id } = { id: '' }] = await setting.accounts.rows<{ id: string }>(
      'SELECT id FROM identities ORDER BY created_at DESC LIMIT 1',
    );
    const browser = await signedIn();
    expect(await browser.open(`/account/identities/unlink?id=${id}`)).toMatchObject({
      status: 404,
    });
  });
});

describe('an account without a password', () => {
  const UNLINK = 'purpose=unlink_identity&next=%2Faccount%2Fidentities';

  it('makes a fresh proof by its provider, and keeps its last way to sign in', async () => {
    aPerson();
    const browser = aBrowser();
    await through(browser, '/sign-in/with/google');
    const unlink = linkIn(await browser.open('/account/identities'), 'Unlink Google');
    const asked = await browser.open(unlink);
    const page = await through(browser, linkIn(asked, 'Show it by signing in with Google'));
    expect(page.at).toBe(unlink);
    const kept = await browser.submit(page, {}, '/account/identities/unlink');
    expect(kept.status).toBe(409);
    expect(kept.text).toContain('This is the only way into the account');
  });

  it('gets no proof by another person at the provider, and can try again', async () => {
    aPerson();
    const browser = aBrowser();
    await through(browser, '/sign-in/with/google');
    const left = await browser.open(`/account/prove/with/google?${UNLINK}`);
    aPerson();
    const shown = await browser.open(await consent(left));
    expect(shown.status).toBe(403);
    expect(linkIn(shown, 'Back, to show it once more')).toBe(`/account/prove?${UNLINK}`);
    expect(cookiesOf(browser, 'gatehouse_proof')).toEqual([]);
  });

  it('is asked first when another site sends it to the provider', async () => {
    aPerson();
    const browser = aBrowser();
    await through(browser, '/sign-in/with/google');
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const path = `/account/prove/with/google?${UNLINK}`;
    const headers = { cookie, 'sec-fetch-site': 'cross-site' };
    const { headers: answer } = await setting.app.get(path, { headers });
    expect(answer.location).toBe(`/account/prove?${UNLINK}`);
  });

  it('goes to no provider that it is not linked with', async () => {
    aPerson();
    const browser = aBrowser();
    await through(browser, '/sign-in/with/google');
    const { at } = await browser.open(`/account/prove/with/acme?${UNLINK}`);
    expect(at).toBe(`/account/prove?${UNLINK}`);
  });
});
