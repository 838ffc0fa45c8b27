import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { startTestApp, type TestApp } from '#libs/testing';
import { Accounts, signIn, type SignedIn } from '../support/accounts.js';
import { freshProof, showing } from '../support/fresh-proof.js';
import { creationOptions, signInOptions } from '../support/passkeys.js';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'];

/** A page of an application on localhost, without content. */
async function startPage(): Promise<Server & { readonly origin: string }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>Passkeys</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(server, { origin: `http://localhost:${port}` });
}

/** The part of a browser's WebAuthn that the page uses; the types of TypeScript's DOM are not loaded here. */
interface Credentials {
  readonly navigator: {
    readonly credentials: {
      create(options: object): Promise<{ toJSON(): object }>;
      get(options: object): Promise<{ toJSON(): object }>;
    };
  };
  readonly PublicKeyCredential: {
    parseCreationOptionsFromJSON(options: object): object;
    parseRequestOptionsFromJSON(options: object): object;
  };
}

describe('passkeys in Chromium, with its virtual authenticator', () => {
  let page: Awaited<ReturnType<typeof startPage>>;
  let app: TestApp;
  let accounts: Accounts;
  let browser: Browser;
  let tab: Page;
  let cdp: CDPSession;

  beforeAll(async () => {
    page = await startPage();
    const env = { WEBAUTHN_RP_ID: 'localhost', WEBAUTHN_ORIGINS: page.origin };
    app = await startTestApp({ env });
    accounts = new Accounts(app.databaseUrl);
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
    tab = await browser.newPage();
    await tab.goto(page.origin);
    cdp = await tab.context().newCDPSession(tab);
    await cdp.send('WebAuthn.enable');
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await accounts?.close();
    await app?.close();
    page?.close();
  });

  const anAuthenticator = async (options: object = {}): Promise<string> => {
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
        ...options,
      },
    });
    return authenticatorId;
  };

  const create = (options: object): Promise<object> =>
    tab.evaluate(async (json) => {
      const { navigator, PublicKeyCredential } = globalThis as unknown as Credentials;
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json);
      return (await navigator.credentials.create({ publicKey })).toJSON();
    }, options);

  const get = (options: object): Promise<object> =>
    tab.evaluate(async (json) => {
      const { navigator, PublicKeyCredential } = globalThis as unknown as Credentials;
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json);
      return (await navigator.credentials.get({ publicKey })).toJSON();
    }, options);

  it.each([
    ['a device-bound passkey', {}, 'hwk'],
    ['a synced passkey', { defaultBackupEligibility: true, defaultBackupState: true }, 'swk'],
  ])('%s made in Chromium signs in without an address and a password', async (_what, kind, key) => {
    const authenticatorId = await anAuthenticator(kind);
    const account = await accounts.create();
    const { access_token: token } = await signIn(app, account);
    const proof = await freshProof(app, { ...account, token }, 'add_factor');
    const { body } = await creationOptions(app, token, proof);
    const added = await app.post(
      '/api/auth/factors/passkeys',
      { response: await create(body.options) },
      { token, headers: showing(proof) },
    );
    expect(added).toMatchObject({
      status: 201,
      body: { passkey: { device_bound: key === 'hwk' } },
    });
    for (let time = 0; time < 2; time += 1) {
      const response = await get(await signInOptions(app));
      const answer = await app.post<SignedIn>('/api/auth/login/passkey', { response });
      expect(answer).toMatchObject({ status: 200, body: { user: { id: account.id } } });
      const [, claims = ''] = answer.body.access_token.split('.');
      expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
        amr: [key, 'user', 'mfa'],
        acr: 'aal2',
      });
    }
    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  });

  it('Chromium makes no passkey with an authenticator that cannot verify its user', async () => {
    const authenticatorId = await anAuthenticator({ isUserVerified: false });
    const account = await accounts.create();
    const { access_token: token } = await signIn(app, account);
    const proof = await freshProof(app, { ...account, token }, 'add_factor');
    const { body } = await creationOptions(app, token, proof);
    await expect(create(body.options)).rejects.toThrow('NotAllowedError');
    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  });
});
