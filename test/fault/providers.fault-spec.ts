import {
  createTestDatabase,
  eventually,
  HttpClient,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { FakeProvider } from '../e2e/support/providers/fake-provider.js';
import { appear } from '../e2e/support/providers/persona.js';
import { Visitor } from '../e2e/support/providers/visitor.js';
import { Accounts, anEmail, me, PASSWORD, signIn, type Problem } from '../support/accounts.js';

const CALLBACKS = 500;
/** The limit of all calls of one request together; the rest allows for a busy machine. */
const DEADLINE_MS = 10_000;
const HTTP_CONNECTIONS = 64;
/** What two processes' timers may differ by. */
const CLOCKS_MS = 500;

describe('a slow or unavailable provider', () => {
  let database: TestDatabase;
  let provider: FakeProvider;
  let server: ServerProcess;
  let accounts: Accounts;
  let clients: HttpClient[];

  beforeAll(async () => {
    database = await createTestDatabase();
    provider = await FakeProvider.start();
    server = await startServerProcess({
      databaseUrl: database.url,
      env: {
        ...(await provider.env()),
        APP_BASE_URL: 'http://gatehouse.test',
        // Five hundred states are used up at once: the wait for a connection is not tested here.
        DATABASE_ACQUIRE_TIMEOUT_MS: '60000',
      },
    });
    accounts = new Accounts(database.url);
    // The most connections of each client.
    const count = Math.ceil(CALLBACKS / HTTP_CONNECTIONS);
    clients = Array.from({ length: count }, () => new HttpClient(server.url));
  }, 120_000);
  afterAll(async () => {
    clients?.forEach((client) => client.hangUp());
    await accounts?.close();
    await server?.stop();
    await provider?.close();
    await database?.drop();
  });
  beforeEach(() => {
    provider.reset();
    appear(provider, { email: anEmail() });
  });

  const visitor = (index = 0) => new Visitor(clients[index % clients.length] ?? server);
  const stored = () =>
    accounts.row(`SELECT (SELECT count(*) FROM users)::int AS users,
      (SELECT count(*) FROM identities)::int AS identities, (SELECT count(*) FROM sessions)::int AS sessions`);
  const hangAt = (path: string) => {
    provider.mischief = (request) => (request.url ?? '').startsWith(path);
  };

  it('five hundred callbacks fetch the keys of a slow provider once, and delay no other request (F27)', async () => {
    const account = await accounts.create();
    const { access_token: token } = await signIn(server, account);
    const ways = await Promise.all(
      Array.from({ length: CALLBACKS }, async (_, index) => {
        const browser = visitor(index);
        return { browser, path: await browser.begin('google') };
      }),
    );
    expect(provider.hitsOf('/.well-known/openid-configuration')).toBe(1);
    const askedMs: number[] = [];
    provider.mischief = (request) => {
      const isForKeys = (request.url ?? '').startsWith('/jwks');
      if (isForKeys) askedMs.push(performance.now());
      return isForKeys;
    };
    const before = await stored();
    let isOver = false;
    const callbacks = Promise.all(
      ways.map(async ({ browser, path }) => {
        const { status, body } = await browser.get<Problem>(path);
        return { what: `${status} ${body.code}`, atMs: performance.now() };
      }),
    ).finally(() => (isOver = true));
    const others: number[] = [];
    while (!isOver) {
      const answers = await Promise.all([me(server, token), server.get('/.well-known/jwks.json')]);
      others.push(...answers.map(({ status }) => status));
    }
    const answers = await callbacks;
    // A machine may be so slow that some come when the wait of all the others has ended: they need not wait for it anew.
    const [firstMs = 0, ...laterMs] = askedMs;
    const endMs = firstMs + DEADLINE_MS - CLOCKS_MS;
    const inTime = answers.filter(
      ({ what, atMs }) => what !== '503 PROVIDER_UNAVAILABLE' || atMs < endMs,
    );
    expect(new Set(inTime.map(({ what }) => what))).toEqual(new Set(['504 PROVIDER_TIMEOUT']));
    expect(laterMs.filter((ms) => ms < endMs)).toEqual([]);
    expect(firstMs).toBeGreaterThan(0);
    expect(others.length).toBeGreaterThan(2);
    expect(new Set(others)).toEqual(new Set([200]));
    expect(await stored()).toEqual(before);
  }, 120_000);

  it('sign-ins by a provider that hangs end with 504 in time, sign-ins by password continue (F28)', async () => {
    const account = await accounts.create();
    hangAt('/token');
    const browser = visitor();
    const path = await browser.begin('google');
    const started = performance.now();
    const hanging = browser.get<Problem>(path);
    const first = await Promise.race([
      server.post('/api/auth/login', { email: account.email, password: PASSWORD }),
      hanging,
    ]);
    expect(first).toMatchObject({ status: 200 });
    expect(await hanging).toMatchObject({ status: 504, body: { code: 'PROVIDER_TIMEOUT' } });
    const tookMs = performance.now() - started;
    expect(tookMs).toBeGreaterThan(DEADLINE_MS - 1_000);
    expect(tookMs).toBeLessThan(2 * DEADLINE_MS);
  }, 60_000);

  it('sign-ins by a provider that is down end with 503 at once, sign-ins by password continue, and the provider recovers (F28)', async () => {
    const account = await accounts.create();
    const browser = visitor();
    const path = await browser.begin('google');
    const { port } = provider;
    await provider.close();
    const unavailable = { status: 503, body: { code: 'PROVIDER_UNAVAILABLE' } };
    const started = performance.now();
    expect(await browser.get(path)).toMatchObject(unavailable);
    // A provider that was never called: its description is not known.
    const begun = await server.get<Problem>('/api/oauth/acme');
    expect(begun).toMatchObject(unavailable);
    expect(Number(begun.headers['retry-after'])).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(DEADLINE_MS);
    await signIn(server, account);
    provider = await FakeProvider.start(port);
    appear(provider, { email: anEmail() });
    const again = await eventually(async () => {
      const answer = await visitor().signIn('acme');
      return answer.status === 200 && answer;
    }, 30_000);
    expect(again.body.user.email).toBe(provider.person['email']);
  }, 60_000);
});
