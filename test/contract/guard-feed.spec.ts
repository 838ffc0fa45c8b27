import { decodeJwt } from 'jose';
import pg from 'pg';
import {
  createTestDatabase,
  eventually,
  startTestApp,
  type TestApp,
  type TestDatabase,
} from '#libs/testing';
import { Cleanups } from '#libs/cleanup';
import { Jwks } from '#api/signing-keys';
import { TokenFacts } from '../../apps/api/src/integration/guard-feed/feed-snapshot.service.js';
import { Fixture } from '../e2e/support/fixture.js';
import { followFeed, type Followed } from './guard-feed-client.js';
import { withFixture } from '../support/with-fixture.js';

const ENDED = 20_000;
const STREAMS = 50;
const BEATS = 3;
const DAY_SECONDS = 86_400;

describe('the guard feed with many events and many listeners', () => {
  let database: TestDatabase;
  let fixture: Fixture;
  let service: string;
  let client: pg.Client;
  const open: Followed[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    // Without Redis, because there an unnecessary check would be a query.
    fixture = await Fixture.open({ database });
    service = await fixture.service('orders');
  });
  afterEach(() => {
    for (const followed of open.splice(0)) followed.close();
  });
  afterAll(async () => {
    await client.end();
    await fixture.close();
    await database.drop();
  });

  const follow = async (token: string, cursor?: string): Promise<Followed> => {
    const followed = await followFeed(fixture.app.url, token, cursor);
    open.push(followed);
    return followed;
  };

  it('An idle guard feed connection costs no database query, and still ends with its token', async () => {
    const { id, token } = await fixture.appToken(service);
    const streams = await Promise.all(Array.from({ length: STREAMS }, () => follow(token)));
    await Promise.all(streams.map((stream) => stream.until('ready')));
    const query = jest.spyOn(pg.Client.prototype, 'query');
    const beats = ({ events }: Followed) => events.filter(({ event }) => event === 'heartbeat');
    for (const stream of streams) {
      await stream.until('heartbeat', () => beats(stream).length >= BEATS);
    }
    const asked = query.mock.calls.map(([text]) => JSON.stringify(text));
    query.mockRestore();
    expect(asked.filter((text) => text.includes('app_tokens'))).toEqual([]);
    expect(asked.length).toBeLessThan(STREAMS);
    await fixture.asAdmin('POST', `/api/tokens/${id}/revoke`);
    await Promise.all(streams.map((stream) => stream.ended()));
  });

  it('A guard feed ends when its token expires, and with the overlap of a rotated token, without any change', async () => {
    const { id, token } = await fixture.appToken(service, { expires_in_days: 1 });
    await client.query(`UPDATE app_tokens SET expires_at = now() + interval '3 s' WHERE id = $1`, [
      id,
    ]);
    const expiring = await follow(token);
    await expiring.until('ready');

    const other = await fixture.appToken(service);
    const before = await follow(other.token);
    await before.until('ready');
    const rotated = await fixture.asAdmin<{ token_data: { token: string } }>(
      'POST',
      `/api/tokens/${other.id}/rotate`,
      { overlap_seconds: 3 },
    );
    const after = await follow(rotated.body.token_data.token);
    await after.until('ready');
    await expiring.ended();
    await before.ended();
    await after.until('heartbeat');
    const state = await fixture.app.get('/api/tokens/validate', {
      token: rotated.body.token_data.token,
    });
    expect(state.status).toBe(200);
  });

  describe('with a shortened lifetime of tokens', () => {
    let app: TestApp;

    withFixture(async (opened) => {
      app = opened.add(await startTestApp({ database, env: { JWT_ACCESS_TOKEN_EXPIRES: '1' } }));
    });

    const begin = async (token: string): Promise<Followed> => {
      const followed = await followFeed(app.url, token);
      open.push(followed);
      await followed.until('ready');
      return followed;
    };
    const heldBy = ({ events }: Followed, name: 'sessions' | 'users') =>
      events.flatMap(({ event, data }) =>
        event === 'snapshot' ? (data[name] as Record<string, unknown>[]) : [],
      );

    it('The guard feed holds ended sessions until tokens of the former lifetime have expired', async () => {
      const { token } = await fixture.appToken(service);
      const [signedOut, deactivated] = [await fixture.person(), await fixture.person()];
      await fixture.as(signedOut, 'POST', '/api/auth/logout');
      await fixture.asAdmin('PATCH', `/api/users/${deactivated.id}`, { is_active: false });
      const begun = await begin(token);
      for (const [name, person] of [
        ['sessions', signedOut],
        ['users', deactivated],
      ] as const) {
        const entry = heldBy(begun, name).find((each) => each['user_id'] === person.id);
        expect(entry?.['exp']).toBeGreaterThanOrEqual(decodeJwt(person.token).exp!);
      }
    });

    it('The guard feed announces ended sessions for as long as tokens of the former lifetime live', async () => {
      const { accessTtlSeconds } = await app.nest.get(TokenFacts, { strict: false }).context(false);
      expect(accessTtlSeconds).toBe(3600);
    });

    it('The change log is kept for as long as tokens of the former lifetime live', async () => {
      const { token } = await fixture.appToken(service);
      const keys = app.nest.get(Jwks, { strict: false });
      await client.query('UPDATE signing_keys SET longest_token_seconds = $1', [30 * DAY_SECONDS]);
      await eventually(async () => {
        expect(await keys.longestTokenSeconds()).toBe(30 * DAY_SECONDS);
      });
      const { rows } = await client.query<{ session_id: string }>(
        `INSERT INTO change_log (id, kind, user_id, session_id, markers, announced, created_at)
         VALUES (gen_random_uuid(), 'session_ended', gen_random_uuid(), gen_random_uuid(), '{}', true,
           now() - interval '20 days') RETURNING session_id`,
      );
      await app.nest.get(Cleanups, { strict: false }).run('change_log.purge');
      const held = heldBy(await begin(token), 'sessions').map(({ sid }) => sid);
      expect(held).toContain(rows[0]?.session_id);
    });
  });

  it('The guard feed sends a new listener twenty thousand ended sessions, and continues after them', async () => {
    const { token } = await fixture.appToken(service);
    await client.query(
      `INSERT INTO change_log (id, kind, user_id, session_id, markers, announced)
       SELECT gen_random_uuid(), 'session_ended', gen_random_uuid(), gen_random_uuid(), '{}', true
       FROM generate_series(1, $1)`,
      [ENDED],
    );
    await eventually(async () => {
      const stream = await follow(token);
      const ready = await stream.until('ready');
      const told = stream.events.flatMap(({ event, data }) =>
        event === 'snapshot' ? (data['sessions'] as { sid: string }[]) : [],
      );
      expect(new Set(told.map(({ sid }) => sid)).size).toBeGreaterThanOrEqual(ENDED);
      expect(ready.id).toBeDefined();
      const person = await fixture.person();
      await fixture.asAdmin('PATCH', `/api/users/${person.id}`, { end_sessions: true });
      await stream.until('session_ended', (data) => data['user_id'] === person.id);
    });
  });
});
