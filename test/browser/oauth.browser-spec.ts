import { connect, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:tls';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { freePort, selfSignedCertificate, startTestApp, type TestApp } from '#libs/testing';
import { Accounts, anEmail, PASSWORD, signIn } from '../support/accounts.js';
import { FakeProvider } from '../e2e/support/providers/fake-provider.js';
import { appear } from '../e2e/support/providers/persona.js';

const EXECUTABLE = '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** An application in the browser, written as docs/providers.md says. */
const page = (auth: string) => `<!doctype html><title>app</title>
<button id="go">Sign in</button><button id="link">Link</button><pre id="out"></pre>
<script type="module">
const auth = ${JSON.stringify(auth)};
const redirect_uri = location.origin + '/signed-in';
const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const out = (value) => { document.querySelector('#out').textContent = JSON.stringify(value); };
document.querySelector('#go').onclick = async () => {
  const [code_verifier, state] = [random(), random()];
  sessionStorage.flow = JSON.stringify({ code_verifier, state });
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code_verifier));
  const query = new URLSearchParams({ redirect_uri, state, code_challenge: base64url(hash) });
  location.href = auth + '/api/oauth/google?' + query;
};
// The following calls need a signed-in user; the test supplies the token.
window.call = async (method, path, body, proof) => {
  const answer = await fetch(auth + path, {
    method,
    credentials: 'include',
    headers: {
      authorization: 'Bearer ' + sessionStorage.token,
      'content-type': 'application/json',
      ...(proof && { 'gatehouse-proof': proof }),
    },
    body: body && JSON.stringify(body),
  });
  return answer.json();
};
document.querySelector('#link').onclick = async () => {
  const wish = { purpose: 'link_identity', password: sessionStorage.password };
  const { proof } = await call('POST', '/api/auth/proofs', wish);
  const begun = await call('POST', '/api/auth/identities/google', { redirect_uri }, proof);
  location.href = begun.authorization_url;
};
const linked = new URLSearchParams(location.search).get('linked');
if (linked) out({ linked });
else if (location.pathname === '/signed-in') {
  const back = new URLSearchParams(location.search);
  const { code_verifier, state } = JSON.parse(sessionStorage.flow);
  if (back.get('state') !== state) throw new Error('not my flow');
  const answer = await fetch(auth + '/api/oauth/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: back.get('code'), code_verifier }),
  });
  out(await answer.json());
}
</script>`;

/** Forwards the public address of the server to the port where it listens. */
const onwardTo = (target: number) => (socket: NodeJS.ReadWriteStream) => {
  const onward = connect(target, '127.0.0.1');
  socket.on('error', () => onward.destroy());
  onward.on('error', () => socket.end());
  socket.pipe(onward).pipe(socket);
};

const listening = <T extends Server | TcpServer>(server: T, port: number): Promise<T> =>
  new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));

describe('sign-in by a provider in a real browser', () => {
  let provider: FakeProvider;
  let app: TestApp;
  let road: TcpServer;
  let site: Server;
  let browser: Browser;
  let origin: string;
  let auth: string;
  /** Another origin of the same site: where links are begun. */
  let neighbour: string;
  let accounts: Accounts;

  beforeAll(async () => {
    provider = await FakeProvider.start();
    const [authPort, sitePort] = [await freePort(), await freePort()];
    auth = `http://127.0.0.1:${authPort}`;
    // Another host, so another site: no cookie is shared by accident.
    origin = `http://localhost:${sitePort}`;
    neighbour = `http://127.0.0.1:${sitePort}`;
    app = await startTestApp({
      env: {
        ...(await provider.env()),
        APP_BASE_URL: auth,
        CORS_ORIGINS: `${origin},${neighbour}`,
        OAUTH_REDIRECT_URIS: `${origin}/signed-in,${neighbour}/signed-in`,
      },
    });
    accounts = new Accounts(app.databaseUrl);
    const target = Number(new URL(app.url).port);
    road = await listening(createTcpServer(onwardTo(target)), authPort);
    const serve = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(page(auth));
    });
    site = await listening(serve, sitePort);
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await accounts?.close();
    await app?.close();
    await provider?.close();
    road?.close();
    site?.closeAllConnections();
    site?.close();
  });

  it('an application of another site signs a user in by a code and a verifier', async () => {
    const context = await browser.newContext();
    const tab = await context.newPage();
    const addresses: string[] = [];
    tab.on('framenavigated', (frame) => addresses.push(frame.url()));
    await tab.goto(origin);
    await tab.click('#go');
    await tab.locator('#out', { hasText: 'access_token' }).waitFor();
    const answer = JSON.parse((await tab.textContent('#out')) ?? '') as Record<string, unknown>;
    expect(answer).toMatchObject({ success: true, user: { email: 'anna@example.test' } });
    expect(addresses.join(' ')).not.toContain(String(answer['access_token']));
    // Used, and cleared.
    expect((await context.cookies()).map(({ name }) => name)).toEqual([]);
    await context.close();
  });

  it('a sign-in that began in one browser does not finish in another', async () => {
    const [attacker, victim] = [await browser.newContext(), await browser.newContext()];
    const begun = await attacker.request.get(`${auth}/api/oauth/google`, { maxRedirects: 0 });
    const consent = await fetch(begun.headers()['location'] ?? '', { redirect: 'manual' });
    const stolen = consent.headers.get('location') ?? '';
    const other = await victim.newPage();
    const answer = await other.goto(stolen);
    expect(answer?.status()).toBe(400);
    expect(await other.title()).toContain('The sign-in was not begun here');
    await attacker.close();
    await victim.close();
  });

  /** A page of the application with a signed-in user. */
  const signedInAt = async (context: BrowserContext, at: string, token: string) => {
    const tab = await context.newPage();
    await tab.goto(at);
    await tab.evaluate(`sessionStorage.token = ${JSON.stringify(token)}`);
    await tab.evaluate(`sessionStorage.password = ${JSON.stringify(PASSWORD)}`);
    const call = <T>(...given: [string, string, object?, string?]): Promise<T> =>
      tab.evaluate(`call(${given.map((part) => JSON.stringify(part)).join()})`);
    return { tab, call };
  };

  it('a page of another origin of the same site links, unlinks and merges', async () => {
    appear(provider, { email: anEmail() });
    const account = await accounts.create();
    const { access_token: token } = await signIn(app, account);
    const context = await browser.newContext();
    const { tab, call } = await signedInAt(context, neighbour, token);
    await tab.click('#link');
    await tab.locator('#out', { hasText: 'linked' }).waitFor();
    expect(await tab.textContent('#out')).toBe('{"linked":"google"}');
    expect(await context.cookies()).toEqual([]);
    type Listed = { identities: { id: string; provider: string }[] };
    const { identities } = await call<Listed>('GET', '/api/auth/identities');
    expect(identities).toMatchObject([{ provider: 'google' }]);
    const prove = async (purpose: string, email?: string): Promise<string> => {
      const wish = { purpose, password: PASSWORD, email };
      return (await call<{ proof: string }>('POST', '/api/auth/proofs', wish)).proof;
    };
    const unlink = await prove('unlink_identity');
    const gone = await call('DELETE', `/api/auth/identities/${identities[0]?.id}`, {}, unlink);
    expect(gone).toMatchObject({ success: true });
    const other = await accounts.create();
    const own = await prove('merge');
    const proof = { other_proof: await prove('merge', other.email) };
    const shown = await call<{ confirmation: string }>('POST', '/api/auth/merge', proof, own);
    const { confirmation } = shown;
    const merged = await call('POST', '/api/auth/merge', { ...proof, confirmation }, own);
    expect(merged).toMatchObject({ merged: true, other_email: other.email });
    await context.close();
  });

  it('a page of another site links nothing: the browser keeps no cookie for it', async () => {
    appear(provider, { email: anEmail() });
    const account = await accounts.create();
    const { access_token: token } = await signIn(app, account);
    const context = await browser.newContext();
    const { tab } = await signedInAt(context, origin, token);
    await tab.click('#link');
    await tab.waitForURL(/callback/);
    expect(await tab.title()).toContain('The sign-in was not begun here');
    await context.close();
  });
});

describe('sign-in by a provider in a real browser over HTTPS', () => {
  let provider: FakeProvider;
  let app: TestApp;
  let road: TcpServer;
  let browser: Browser;
  let auth: string;

  beforeAll(async () => {
    // At 127.0.0.1, a different site than localhost: its forms are cross-site.
    provider = await FakeProvider.start();
    const port = await freePort();
    auth = `https://localhost:${port}`;
    app = await startTestApp({ env: { ...(await provider.env()), APP_BASE_URL: auth } });
    const target = Number(new URL(app.url).port);
    road = await listening(createTlsServer(selfSignedCertificate(), onwardTo(target)), port);
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await provider?.close();
    road?.close();
  });

  it.each([
    ['google', 'Lax'],
    ['apple', 'None'],
  ])(
    'a user signs in by %s, with a cookie of this host alone (SameSite=%s)',
    async (name, sameSite) => {
      appear(provider, { email: anEmail() });
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
      const tab = await context.newPage();
      const begun = tab.waitForResponse(`${auth}/api/oauth/${name}`);
      await tab.goto(`${auth}/api/oauth/${name}`);
      const { 'set-cookie': cookie } = await (await begun).allHeaders();
      expect(cookie).toMatch(
        /^__Host-gatehouse_oauth_[\w-]{16}=[^;]+; Path=\/; Max-Age=600; HttpOnly; SameSite=/,
      );
      expect(cookie).toMatch(new RegExp(`SameSite=${sameSite}; Secure$`));
      await tab.waitForURL(/\/callback/);
      const answer = JSON.parse((await tab.textContent('body')) ?? '') as object;
      expect(answer).toMatchObject({ success: true, user: { email: provider.person['email'] } });
      // The cookie of the flow is used, and cleared.
      const left = (await context.cookies()).map((one) => one.name);
      expect(left).toEqual(['__Host-gatehouse_device']);
      await context.close();
    },
  );

  const OWN_PAGE = '/account/identities';

  it.each(['google', 'apple'])(
    'a person signs in by %s at the pages: the session is there after a form of another site, too',
    async (name) => {
      appear(provider, { email: anEmail() });
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
      const tab = await context.newPage();
      await tab.goto(`${auth}/sign-in/with/${name}?next=${encodeURIComponent(OWN_PAGE)}`);
      await tab.waitForURL(`${auth}${OWN_PAGE}`);
      expect(await tab.textContent('main')).toContain(String(provider.person['email']));
      const left = (await context.cookies()).map((one) => one.name).join(' ');
      expect(left).toContain('__Host-gatehouse_session');
      expect(left).not.toContain('gatehouse_oauth');
      await context.close();
    },
  );

  it('a signed-in person proves by one provider and links another, whose answer is a form', async () => {
    appear(provider, { email: anEmail() });
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const tab = await context.newPage();
    await tab.goto(`${auth}/sign-in/with/google?next=${encodeURIComponent(OWN_PAGE)}`);
    await tab.waitForURL(`${auth}${OWN_PAGE}`);
    const next = `${OWN_PAGE}/link?provider=apple`;
    const query = new URLSearchParams({ purpose: 'link_identity', next }).toString();
    await tab.goto(`${auth}/account/prove/with/google?${query}`);
    await tab.waitForURL(`${auth}${next}`);
    await tab.click('form[action$="/link"] button');
    await tab.waitForURL(`${auth}${OWN_PAGE}?done=linked`);
    expect(await tab.locator('ul.rows > li').count()).toBe(2);
    await context.close();
  });
});
