import {
  chromium,
  type Browser,
  type BrowserContext,
  type CDPSession,
  type Page,
} from 'playwright-core';
import {
  PrefixProxy,
  startSmtpSink,
  startTestApp,
  type SmtpSink,
  type TestApp,
} from '#libs/testing';
import { anEmail, mailTo, PASSWORD, tokenIn, UNLIMITED } from '../support/accounts.js';
import { codeAt } from '../support/totp.js';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'];
const STEP_MS = 30_000;
const AUTHENTICATOR = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: false,
} as const;

describe('a person with a passkey and an authenticator app, from the registration to their loss', () => {
  const email = anEmail();
  let proxy: PrefixProxy;
  let sink: SmtpSink;
  let app: TestApp;
  let browser: Browser;
  let base: string;
  let context: BrowserContext;
  let page: Page;
  let cdp: CDPSession;
  let authenticatorId: string;

  beforeAll(async () => {
    proxy = await PrefixProxy.prepare({ prefix: '/auth', kind: 'passes' });
    // Passkeys belong to a domain: browsers have none for an address such as 127.0.0.1.
    base = proxy.url.replace('127.0.0.1', 'localhost');
    sink = await startSmtpSink();
    app = await startTestApp({ env: { ...UNLIMITED, ...sink.env, APP_BASE_URL: base } });
    await proxy.serve(Number(new URL(app.url).port));
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
    context = await browser.newContext({ locale: 'en' });
    page = await context.newPage();
    cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    ({ authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: AUTHENTICATOR,
    }));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await proxy?.stop();
    await app?.close();
    await sink?.close();
  });

  const go = (path: string) => page.goto(`${base}${path}`);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const link = (name: string) => page.getByRole('link', { name, exact: true });
  const heading = (name: string) =>
    page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  /** Whether the person touches the authenticator when it waits. */
  const touch = (enabled: boolean) =>
    cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });

  async function typePassword(): Promise<void> {
    await go('/sign-in');
    await page.fill('#email', email);
    await page.fill('#password', PASSWORD);
    await button('Sign in').click();
  }

  async function typeCode(code: string): Promise<void> {
    await page.fill('#code', code);
    await page.locator('form:has(#code) button[type=submit]').click();
  }

  const isSignedIn = () => page.waitForURL(`${base}/account`);

  async function signOut(): Promise<void> {
    await go('/account');
    await button('Sign out').click();
    await heading('Signed out');
  }

  /** Removes the factor with the name, by a recovery code in place of what is lost. */
  async function remove(name: string, recoveryCode: string): Promise<void> {
    await go('/account/factors');
    await link(`Change or remove: ${name}`).click();
    await link('Remove it …').click();
    await heading('Show that it is you');
    await typeCode(recoveryCode);
    await button('Remove it').click();
    await page.getByRole('status').filter({ hasText: 'It is removed.' }).waitFor();
  }

  it('enrols both, signs in with each, loses both, and comes back by a recovery code', async () => {
    await go('/sign-up');
    await page.fill('#email', email);
    await page.fill('#password', PASSWORD);
    await button('Create the account').click();
    const token = tokenIn(await mailTo(sink, email, /Confirm/));
    await go(`/verify-email?token=${token}`);
    await button('Confirm my address').click();
    await heading('Address confirmed');
    await typePassword();
    await isSignedIn();

    await link('Passkeys and second factors').click();
    await link('Add an authenticator app').click();
    await page.fill('#password', PASSWORD);
    await button('Go on').click();
    await page.fill('#name', 'Phone');
    await button('Show the QR code').click();
    const secret = (await page.locator('code').innerText()).replaceAll(/\s/g, '');
    await page.fill('#code', codeAt(secret, Date.now()));
    await button('Add the app').click();
    await heading('Your recovery codes');
    const codes = await page.locator('ol.codes li').allInnerTexts();
    const aRecoveryCode = () => codes.shift() ?? '';
    await link('I have stored them: go on').click();

    await link('Add a passkey').click();
    await typeCode(aRecoveryCode());
    await page.fill('#passkey_name', 'Laptop');
    await touch(true);
    await button('Make the passkey').click();
    await link('Change or remove: Laptop').waitFor();
    await touch(false);
    await signOut();

    // The field for the address suggests the passkey: one touch is all that is needed.
    await touch(true);
    await link('Sign in').click();
    await isSignedIn();
    await touch(false);
    await signOut();

    await typePassword();
    // The code of the step that enrolled the app is used up: the one of the next step is within the drift.
    await typeCode(codeAt(secret, Date.now() + STEP_MS));
    await isSignedIn();
    await signOut();

    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
    await typePassword();
    await typeCode(aRecoveryCode());
    await isSignedIn();
    await remove('Laptop', aRecoveryCode());
    await remove('Phone', aRecoveryCode());
    expect(await page.getByText('You get recovery codes with').count()).toBe(1);
    await signOut();

    await typePassword();
    await isSignedIn();
  }, 120_000);
});
