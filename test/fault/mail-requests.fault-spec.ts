import {
  createTestDatabase,
  eventually,
  freePort,
  startSmtpSink,
  startTestApp,
  type SmtpSink,
  type TestApp,
  type TestDatabase,
} from '#libs/testing';
import { Accounts, anEmail, PASSWORD, tokenIn, UNLIMITED } from '../support/accounts.js';

const MINUTE = 60_000;

interface Ready {
  readonly status: string;
  readonly checks?: { readonly mail?: { readonly status: string } };
}

describe('requests that send mail, while the mail server is down (F8)', () => {
  let database: TestDatabase;
  let accounts: Accounts;
  let app: TestApp;
  let sink: SmtpSink | undefined;
  let port: number;

  const start = () =>
    startTestApp({
      database,
      env: { ...UNLIMITED, MAIL_SERVER: '127.0.0.1', MAIL_PORT: String(port) },
    });

  beforeAll(async () => {
    database = await createTestDatabase();
    accounts = new Accounts(database.url);
    port = await freePort();
    app = await start();
  }, MINUTE);
  afterAll(async () => {
    await app?.close();
    await sink?.close();
    await accounts?.close();
    await database?.drop();
  });

  it(
    'requests that send mail are answered as usual while the mail server is down; a restarted server sends each waiting mail once, and the links work',
    async () => {
      const known = await accounts.create();
      const newcomers = [anEmail('one'), anEmail('two'), anEmail('three')];
      for (const email of newcomers) {
        const answer = await app.post('/api/auth/register', { email, password: PASSWORD });
        expect(answer.status).toBe(201);
      }
      const forgot = await app.post('/api/password/forgot', { email: known.email });
      expect(forgot.status).toBe(200);
      await eventually(async () => {
        const { status, body } = await app.get<Ready>('/health/ready');
        return status === 200 && body.checks?.mail?.status === 'degraded';
      }, 20_000);
      await app.close();
      app = await start();
      sink = await startSmtpSink({ port });
      await eventually(() => sink!.mails.length >= 4, MINUTE);
      await eventually(async () => {
        const left = await accounts.rows(`SELECT 1 FROM mail_outbox WHERE finished_at IS NULL`);
        return left.length === 0;
      }, MINUTE);
      const order = sink.mails.map(({ recipients }) => recipients[0]);
      expect([...order].sort()).toEqual([...newcomers, known.email].sort());
      const [mail] = sink.to(newcomers[0]!);
      const verified = await app.get(`/api/auth/verify-email/${tokenIn(mail!)}`);
      expect(verified.status).toBe(200);
      const [reset] = sink.to(known.email);
      const password = 'another walk along the shore';
      const done = await app.post('/api/password/reset', { token: tokenIn(reset!), password });
      expect(done.status).toBe(200);
    },
    3 * MINUTE,
  );
});
