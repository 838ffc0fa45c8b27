import { decodeJwt } from 'jose';
import pg from 'pg';
import { newId } from '#libs/kernel';
import { createTestDatabase, startTestApp, type TestApp, type TestDatabase } from '#libs/testing';
import {
  Accounts,
  refresh,
  sessionIdOf,
  signIn,
  UNLIMITED,
  type Account,
  type Tokens,
} from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';

const ENV = { ...UNLIMITED, APP_BASE_URL: 'http://gatehouse.test' };

interface Asked {
  readonly text: string;
  readonly values: readonly unknown[];
}

const asked: Asked[] = [];

/** Records every statement of the connections that are made from now on. */
function record(): void {
  const real = pg.Client.prototype.query as (...given: unknown[]) => unknown;
  jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...given: unknown[]
  ) {
    const [statement, values] = given as [string | { text: string }, unknown[] | undefined];
    const text = typeof statement === 'string' ? statement : statement.text;
    asked.push({ text, values: Array.isArray(values) ? values : [] });
    return real.apply(this, given);
  });
}

/** The first words of the statements about one session, by its id, while `work` runs. */
async function statementsAbout(sessionId: string, work: () => Promise<unknown>): Promise<string[]> {
  asked.length = 0;
  await work();
  return asked
    .filter(({ values }) => values.includes(sessionId))
    .map(({ text }) => /\w+/.exec(text)?.[0] ?? '');
}

describe('the statements of a refresh', () => {
  let database: TestDatabase;
  let accounts: Accounts;
  let app: TestApp;
  let other: TestApp;
  let account: Account;
  let tokens: Tokens;

  withFixture(async (opened) => {
    record();
    database = opened.add(await createTestDatabase());
    accounts = opened.add(new Accounts(database.url));
    app = opened.add(await startTestApp({ database, env: ENV }));
    other = opened.add(await startTestApp({ database, env: ENV }));
  }, 60_000);
  afterAll(() => jest.restoreAllMocks());
  beforeEach(async () => {
    account = await accounts.create();
    tokens = await signIn(app, account);
  });

  const sessionRow = () =>
    accounts.row<Record<string, unknown>>('SELECT * FROM sessions WHERE id = $1', [
      sessionIdOf(tokens.refresh_token),
    ]);

  /** The statements about the session of refreshes in a row, each with the token of the one before. */
  async function statementsOf(server: TestApp, count: number): Promise<string[]> {
    return statementsAbout(sessionIdOf(tokens.refresh_token), async () => {
      for (let n = 0; n < count; n += 1) {
        const answer = await refresh(server, tokens.refresh_token);
        expect(answer.status).toBe(200);
        tokens = answer.body;
      }
    });
  }

  it('A refresh by the instance that opened the session is one statement', async () => {
    expect(await statementsOf(app, 3)).toEqual(['UPDATE', 'UPDATE', 'UPDATE']);
  });

  it('The first refresh by another instance reads the session, and the next are one statement', async () => {
    expect(await statementsOf(other, 3)).toEqual(['SELECT', 'UPDATE', 'UPDATE', 'UPDATE']);
  });

  it('A refresh by the device of the session is one statement, which keeps that the device has made it', async () => {
    const { email, password } = account;
    const opened = await app.post<Tokens>('/api/auth/login', { email, password });
    const device = String(opened.headers['x-device-token']);
    tokens = opened.body;
    const refreshBy = async (headers: Record<string, string>) => {
      const answer = await app.post<Tokens>(
        '/api/auth/refresh',
        { refresh_token: tokens.refresh_token },
        { headers },
      );
      expect(answer.status).toBe(200);
      tokens = answer.body;
    };
    const id = sessionIdOf(tokens.refresh_token);
    const byDevice = () => refreshBy({ 'x-device-token': device });
    expect(await statementsAbout(id, byDevice)).toEqual(['UPDATE']);
    expect((await sessionRow())?.['device_generation']).toBe(0);
    expect(await statementsAbout(id, () => refreshBy({}))).toEqual(['UPDATE']);
    expect((await sessionRow())?.['device_generation']).toBeNull();
  });

  it('A session for one service is refreshed by one statement, and not while its service is off', async () => {
    const service = newId();
    await accounts.rows(
      `INSERT INTO services (id, name, name_canonical) VALUES ($1, 'orders', 'orders')`,
      [service],
    );
    const { email, password } = account;
    const asked = { email, password, resource: 'orders' };
    tokens = (await app.post<Tokens>('/api/auth/login', asked)).body;
    expect(await statementsOf(app, 2)).toEqual(['UPDATE', 'UPDATE']);
    expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: 'orders', service_id: service });
    await accounts.rows('UPDATE services SET is_active = false WHERE id = $1', [service]);
    const refused = await refresh(app, tokens.refresh_token);
    expect([refused.status, refused.body.code]).toEqual([400, 'INVALID_TARGET']);
    await accounts.rows('UPDATE services SET is_active = true WHERE id = $1', [service]);
    expect(await statementsOf(app, 1)).toEqual(['UPDATE']);
  });

  it('A forged token of a session that was refreshed here changes nothing, without a statement', async () => {
    await statementsOf(app, 1);
    const before = await sessionRow();
    const [id, generation] = tokens.refresh_token.split('.');
    const forged = `${id}.${generation}.${'A'.repeat(43)}`;
    const statements = await statementsAbout(sessionIdOf(forged), async () => {
      const answer = await refresh(app, forged);
      expect([answer.status, answer.body.code]).toEqual([401, 'INVALID_REFRESH_TOKEN']);
    });
    expect(statements).toEqual([]);
    expect(await sessionRow()).toEqual(before);
  });

  it('A session that another instance ended is refused at the next refresh', async () => {
    await statementsOf(app, 1);
    const signedOut = await other.post('/api/auth/logout', undefined, {
      token: tokens.access_token,
    });
    expect(signedOut.status).toBe(200);
    const answer = await refresh(app, tokens.refresh_token);
    expect([answer.status, answer.body.code]).toEqual([401, 'SESSION_ENDED']);
  });

  it('The session of a user who was deactivated meanwhile is refused at the next refresh', async () => {
    await statementsOf(app, 1);
    await accounts.rows('UPDATE users SET is_active = false WHERE id = $1', [account.id]);
    const answer = await refresh(app, tokens.refresh_token);
    expect([answer.status, answer.body.code]).toEqual([401, 'SESSION_ENDED']);
  });

  it('A used token of a session that was refreshed here ends it, once the grace window is over', async () => {
    const used = tokens.refresh_token;
    await statementsOf(app, 2);
    const answer = await refresh(app, used);
    expect([answer.status, answer.body.code]).toEqual([401, 'REFRESH_TOKEN_REUSED']);
    expect((await sessionRow())?.['ended_reason']).toBe('refresh_token_reused');
  });

  it('Instances that refresh a session in turn go on from each other', async () => {
    for (const server of [app, other, app, other]) await statementsOf(server, 1);
    expect((await sessionRow())?.['generation']).toBe(4);
  });
});
