import { eventually, HttpClient, startTestApp, type Answer, type TestApp } from '#libs/testing';
import { Accounts, me, signIn, type Account, type Problem } from '../support/accounts.js';

/** The thread of hashes has the least priority: on a busy machine the last one waits long. */
const timeoutMs = 240_000;
/** More than the 256 places of the queue, the one thread, and what it finishes until the last sign-in arrives. */
const STORM = 600;
const CLIENTS = 8;
/** No sign-in is refused for lack of a connection: on a slow machine the storm waits for connections, too. */
const PATIENT = { DATABASE_ACQUIRE_TIMEOUT_MS: '60000' };

describe('a storm of sign-ins', () => {
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;
  const clients: HttpClient[] = [];

  beforeAll(async () => {
    const env = { ...PATIENT, BCRYPT_COST: '9', HASH_WORKERS: '1', RATE_LIMIT_ENABLED: 'false' };
    app = await startTestApp({ env });
    accounts = new Accounts(app.databaseUrl);
    account = await accounts.create();
    for (let i = 0; i < CLIENTS; i += 1) clients.push(new HttpClient(app.url));
  }, 60_000);
  afterAll(async () => {
    for (const client of clients) client.hangUp();
    await accounts?.close();
    await app?.close();
  });

  const attempt = (index: number): Promise<Answer<Problem>> =>
    clients[index % CLIENTS]!.post<Problem>(
      '/api/auth/login',
      { email: `nobody-${index}@example.test`, password: 'not the password' },
      { timeoutMs },
    );

  it('a sign-in without a place in the hash queue is told to retry, and everything else continues', async () => {
    const { access_token } = await signIn(app, account);
    const answers = Promise.all(Array.from({ length: STORM }, (_, index) => attempt(index)));
    let checks = 0;
    let isOver = false;
    const checking = (async () => {
      while (!isOver) {
        expect((await me(app, access_token)).status).toBe(200);
        checks += 1;
      }
    })();
    const statuses = new Map<number, Answer<Problem>[]>();
    for (const answer of await answers) {
      statuses.set(answer.status, [...(statuses.get(answer.status) ?? []), answer]);
    }
    isOver = true;
    await checking;
    expect([...statuses.keys()].sort()).toEqual([401, 503]);
    for (const { body, headers } of statuses.get(503)!) {
      expect(body).toMatchObject({ success: false, code: 'HASH_QUEUE_FULL' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(checks).toBeGreaterThan(0);
    expect((await signIn(app, account)).success).toBe(true);
  }, 300_000);
});

/** Each address of the network has one place in the queue, as any other caller has. */
describe('a storm of sign-ins from one network of 256 addresses', () => {
  const IN_FLIGHT = 600;
  const ROUNDS = 2;
  let app: TestApp;
  let accounts: Accounts;
  let owner: Account;
  const clients: HttpClient[] = [];

  beforeAll(async () => {
    const env = { ...PATIENT, BCRYPT_COST: '9', HASH_WORKERS: '1', RATE_LIMIT_ENABLED: 'false', TRUST_PROXY: 'loopback' }; // prettier-ignore
    app = await startTestApp({ env });
    accounts = new Accounts(app.databaseUrl);
    owner = await accounts.create();
    for (let i = 0; i < CLIENTS; i += 1) clients.push(new HttpClient(app.url));
  }, 60_000);
  afterAll(async () => {
    for (const client of clients) client.hangUp();
    await accounts?.close();
    await app?.close();
  });

  const login = (client: HttpClient, body: object, ip: string, headers = {}) =>
    client.post<Problem>('/api/auth/login', body, { headers: { 'x-forwarded-for': ip, ...headers }, timeoutMs }); // prettier-ignore

  it('a storm of sign-ins from one network refuses neither callers from other networks nor a known device in that network', async () => {
    const { email, password } = owner;
    const first = await login(app, { email, password }, '192.0.2.1');
    const device = { 'x-device-token': String(first.headers['x-device-token']) };
    const statuses: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      let full = 0;
      const storm = Array.from({ length: IN_FLIGHT }, async (_, index) => {
        const network = (index % 256).toString(16).padStart(2, '0');
        const body = { email: `nobody-${round}-${index}@example.test`, password: 'not the one' };
        const answer = await login(clients[index % CLIENTS]!, body, `2001:db8:1:1${network}::1`);
        if (answer.status === 503) full += 1;
      });
      await eventually(() => full > 0, 120_000);
      const stranger = login(app, { email, password }, `198.51.${round}.7`);
      const known = login(app, { email, password }, '2001:db8:1:1ff::1', device);
      for (const { status } of await Promise.all([stranger, known])) statuses.push(status);
      await Promise.all(storm);
    }
    expect(statuses).toEqual(Array<number>(2 * ROUNDS).fill(200));
    const { text } = await app.get('/metrics');
    expect(text).toMatch(/gatehouse_hash_jobs_total\{outcome="full",lane="stranger"\} \d/);
    expect(text).not.toMatch(/gatehouse_hash_jobs_total\{outcome="full",lane="known"\}/);
  }, 300_000);
});
