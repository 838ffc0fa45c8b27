import { Redis } from 'ioredis';
import { hasRedisServer, startRedis, type RedisServer } from '#libs/testing';
import { PASSWORD } from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';
import { FilledFixture } from './support/filled-fixture.js';
import type { SignedInUser } from './support/fixture.js';

const FOREIGN_TYPES = [
  'application/x-www-form-urlencoded',
  'text/plain',
  'multipart/form-data; boundary=x',
];

describe('attacks on accounts', () => {
  let filled: FilledFixture;
  let redis: RedisServer | undefined;
  let person: SignedInUser;

  withFixture(async (opened) => {
    redis = hasRedisServer() ? opened.add(await startRedis()) : undefined;
    const env: Record<string, string> = redis ? { REDIS_URL: redis.url } : {};
    filled = opened.add(await FilledFixture.open({ env }));
  }, 120_000);
  beforeEach(async () => {
    person = await filled.fixture.person();
  });

  it.each(FOREIGN_TYPES)(
    'A form of another site changes nothing when it is sent as %s',
    async (type) => {
      const { app } = filled.fixture;
      const headers = { 'content-type': type };
      const send = (path: string, body: string) =>
        app.call('POST', path, { token: person.token, headers, rawBody: body });
      const bodies: [string, string][] = [
        ['/api/auth/refresh', `refresh_token=${person.refreshToken}`],
        ['/api/auth/change-password', `current_password=${PASSWORD}&new_password=${PASSWORD}2`],
        ['/api/auth/logout', 'x=1'],
      ];
      for (const [path, body] of bodies) {
        expect([path, await send(path, body)]).toMatchObject([
          path,
          { status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } },
        ]);
      }
      expect((await app.get('/api/auth/me', { token: person.token })).status).toBe(200);
      expect((await filled.fixture.signIn(person.email)).id).toBe(person.id);
      const [session] = await filled.rows<{ generation: number }>(
        'SELECT generation FROM sessions WHERE user_id = $1 ORDER BY id LIMIT 1',
        [person.id],
      );
      expect(session).toEqual({ generation: 0 });
    },
  );

  it.each([
    ['/api/auth/login', (password: string) => ({ email: 'x@example.org', password })],
    ['/api/auth/register', (password: string) => ({ email: 'x@example.org', password })],
    ['/api/password/reset', (password: string) => ({ token: 'x', password })],
    [
      '/api/auth/change-password',
      (password: string) => ({ current_password: PASSWORD, new_password: password }),
    ],
  ])('A password of a megabyte costs no hashing at %s', async (path, bodyOf) => {
    const { app } = filled.fixture;
    const hashes = async () =>
      /^gatehouse_password_hash\w*_count.*$/gm.exec((await app.get('/metrics')).text)?.[0];
    const before = await hashes();
    const answer = await app.post(path, bodyOf('x'.repeat(1024 * 1024)), { token: person.token });
    expect(answer).toMatchObject({ status: 413, body: { success: false } });
    expect(await hashes()).toBe(before);
  });

  it('A sign-in with the bearer token of another user answers the user who signed in', async () => {
    const { app } = filled.fixture;
    const other = await filled.fixture.person();
    const answer = await app.post<{ access_token: string; user: { id: string } }>(
      '/api/auth/login',
      { email: other.email, password: PASSWORD },
      { token: person.token, headers: { cookie: `session=${person.token}` } },
    );
    expect(answer.body.user.id).toBe(other.id);
    const me = await app.get<{ user: { id: string } }>('/api/auth/me', {
      token: answer.body.access_token,
    });
    expect(me.body.user.id).toBe(other.id);
    const still = await app.get<{ user: { id: string } }>('/api/auth/me', { token: person.token });
    expect(still.body.user.id).toBe(person.id);
  });

  it('PostgreSQL and Redis hold no token in clear after the whole life of an account', async () => {
    const { app } = filled.fixture;
    const secrets = [person.token, person.refreshToken, PASSWORD, filled.appToken];
    const refreshed = await app.post<{ access_token: string; refresh_token: string }>(
      '/api/auth/refresh',
      { refresh_token: person.refreshToken },
    );
    secrets.push(refreshed.body.access_token, refreshed.body.refresh_token);
    await app.get('/api/tokens/validate', { token: filled.appToken });
    await app.get('/api/auth/me', { token: refreshed.body.access_token });
    await app.post('/api/auth/logout', undefined, { token: refreshed.body.access_token });
    // The texts that identify a token: all of it, its signature, its secret part.
    const needles = secrets.flatMap((secret) => [secret, secret.slice(-40)]);
    expect(await seenInDatabase(filled, needles)).toEqual([]);
    if (redis) expect(await seenInRedis(redis, needles)).toEqual([]);
  });
});

/** Columns of any type as text, including bytes that are readable. */
async function seenInDatabase(filled: FilledFixture, needles: readonly string[]) {
  const tables = await filled.rows<{ name: string }>(
    `SELECT relname AS name FROM pg_class
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  );
  const seen: string[] = [];
  for (const { name } of tables) {
    const kept = await filled.rows<{ text: string }>(`SELECT t::text AS text FROM "${name}" t`);
    for (const { text } of kept) {
      const bytes = text.replace(/\\\\x([0-9a-f]+)/g, (_whole, hex: string) =>
        Buffer.from(hex, 'hex').toString('latin1'),
      );
      // The development mailbox contains links by design.
      if (name === 'mailbox_mails') continue;
      if (needles.some((needle) => bytes.includes(needle))) seen.push(name);
    }
  }
  return seen;
}

async function seenInRedis({ url }: RedisServer, needles: readonly string[]) {
  const client = new Redis(url);
  try {
    const keys = await client.keys('*');
    const dumps = await Promise.all(keys.map((key) => client.dumpBuffer(key)));
    const everything = [...keys, ...dumps.map((dump) => dump?.toString('latin1') ?? '')];
    return everything.filter((text) => needles.some((needle) => text.includes(needle)));
  } finally {
    client.disconnect();
  }
}
