import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from 'playwright-core'; // prettier-ignore
import { PrefixProxy, startTestApp, type TestApp } from '#libs/testing';
import { Accounts, signIn, UNLIMITED, type Account } from '../support/accounts.js';
import { codeOf, enrolFactor, fakeTotp } from '../support/factors.js';
import { freshProof, showing } from '../support/fresh-proof.js';
import { creationOptions } from '../support/passkeys.js';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'];
const POLICY = /Content Security Policy|Refused to/;
const MOST_BYTES = 50_000;

/** The part of a browser's WebAuthn that makes a passkey; the types of TypeScript's DOM are not loaded here. */
interface Credentials {
  readonly navigator: {
    readonly credentials: { create(options: object): Promise<{ toJSON(): object }> };
  };
  readonly PublicKeyCredential: { parseCreationOptionsFromJSON(options: object): object };
}

describe('passkeys at the pages, in Chromium with its virtual authenticator, under a path', () => {
  let proxy: PrefixProxy;
  let app: TestApp;
  let accounts: Accounts;
  let browser: Browser;
  let base: string;

  /** One browser of a person, with an authenticator that has a passkey of the account. */
  let context: BrowserContext;
  let tab: Page;
  let cdp: CDPSession;
  let authenticatorId: string;
  let account: Account;
  let violations: string[];

  beforeAll(async () => {
    proxy = await PrefixProxy.prepare({ prefix: '/auth', kind: 'passes' });
    base = proxy.url.replace('127.0.0.1', 'localhost');
    app = await startTestApp({ env: { ...UNLIMITED, APP_BASE_URL: base } });
    await proxy.serve(Number(new URL(app.url).port));
    accounts = new Accounts(app.databaseUrl);
    fakeTotp(app);
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await accounts?.close();
    await proxy?.stop();
    await app?.close();
  });

  beforeEach(async () => {
    context = await browser.newContext();
    tab = await context.newPage();
    violations = [];
    tab.on('console', (message) => {
      if (POLICY.test(message.text())) violations.push(message.text());
    });
    cdp = await context.newCDPSession(tab);
    await cdp.send('WebAuthn.enable');
    ({ authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    }));
    account = await accounts.create();
    await enrolPasskey();
    await touch(false);
  });
  afterEach(async () => {
    await context.close();
    expect(violations).toEqual([]);
  });

  /** Whether the person touches the authenticator when it waits. */
  const touch = (enabled: boolean) =>
    cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
  const go = (path: string) => tab.goto(`${base}${path}`);
  const place = () => tab.locator('[data-passkey]');
  const isSignedIn = () => tab.waitForURL(`${base}/account`);

  async function enrolPasskey(): Promise<void> {
    await go('/');
    const { access_token: token } = await signIn(app, account);
    const proof = await freshProof(app, { ...account, token }, 'add_factor');
    const { body } = await creationOptions(app, token, proof);
    const response = await tab.evaluate(async (json) => {
      const { navigator, PublicKeyCredential } = globalThis as unknown as Credentials;
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json);
      return (await navigator.credentials.create({ publicKey })).toJSON();
    }, body.options);
    const headers = showing(proof);
    const added = await app.post('/api/auth/factors/passkeys', { response }, { token, headers });
    expect(added.status).toBe(201);
  }

  it('the button signs in without an address and a password', async () => {
    const answer = await go('/sign-in');
    expect((await answer!.body()).length).toBeLessThan(MOST_BYTES);
    // The ceremony for the suggestions has begun without a touch: the one of the button gets it.
    await touch(true);
    await place().locator('button').click();
    await isSignedIn();
    expect(await accounts.liveSessions(account)).toBe(2);
  });

  it('the field for the address offers a passkey, and the person signs in without the button', async () => {
    await touch(true);
    await go('/sign-in?next=%2Faccount');
    await isSignedIn();
  });

  it('a passkey that the server does not know is told, is not suggested again, and the page can be used', async () => {
    await accounts.rows('DELETE FROM factors WHERE user_id = $1', [account.id]);
    await go('/sign-in');
    // The ceremony for the suggestions has begun without a touch: the one of the button gets it.
    await touch(true);
    await place().locator('button').click();
    await tab.locator('#problems').waitFor();
    expect(await tab.locator('#problems').textContent()).toContain(
      'This passkey is not known here',
    );
    // An authenticator that needs no touch would send it again and again.
    expect(await place().getAttribute('data-autofill')).toBeNull();
    const again = tab.waitForResponse(`${base}/sign-in/passkey`);
    await place().locator('button').click();
    expect((await again).status()).toBe(401);
  });

  it('after the password a passkey is the second factor', async () => {
    await go('/sign-in');
    await tab.fill('#email', account.email);
    await tab.fill('#password', account.password);
    await tab.locator('form:has(#password) button').click();
    await touch(true);
    await place().locator('button').click();
    await isSignedIn();
  });

  it('a ceremony that fails is told by an alert, and can be repeated', async () => {
    await go('/sign-in');
    await tab.fill('#email', account.email);
    await tab.fill('#password', account.password);
    await tab.locator('form:has(#password) button').click();
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await touch(true);
    await place().locator('button').click();
    await tab.locator('[role=alert]:visible').waitFor();
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await place().locator('button').click();
    await isSignedIn();
  });

  it('without scripts no form for a passkey is shown, and a code signs in', async () => {
    await enrolFactor(accounts, account);
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const page = await plain.newPage();
    await page.goto(`${base}/sign-in`);
    expect(await page.locator('[data-passkey]').isVisible()).toBe(false);
    await page.fill('#email', account.email);
    await page.fill('#password', account.password);
    await page.locator('form:has(#password) button').click();
    await page.locator('#code').waitFor();
    expect(await page.locator('[data-passkey]').isVisible()).toBe(false);
    await page.fill('#code', codeOf(account));
    await page.locator('form:has(#code) button').click();
    await page.waitForURL(`${base}/account`);
    await plain.close();
  });
});
