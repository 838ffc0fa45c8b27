import { HttpClient, startTestApp, type Answer, type TestApp } from '#libs/testing';
import { Accounts, me, signIn, type Account, type Problem } from '../support/accounts.js';

/** More than the 256 places of the queue and the one thread together. */
const STORM = 340;
const CLIENTS = 8;

describe('a storm of sign-ins', () => {
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;
  const clients: HttpClient[] = [];

  beforeAll(async () => {
    const env = { BCRYPT_COST: '7', HASH_WORKERS: '1', RATE_LIMIT_ENABLED: 'false' };
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
    clients[index % CLIENTS]!.post<Problem>('/api/auth/login', {
      email: `nobody-${index}@example.test`,
      password: 'not the password',
    });

  it('is answered honestly: what has no place is told to come back, and everything else goes on', async () => {
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
  }, 60_000);
});
