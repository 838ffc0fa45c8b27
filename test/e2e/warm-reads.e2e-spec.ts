import { hasRedisServer, RedisServer } from '#libs/testing';
import { Statements } from '../support/statements.js';
import { withFixture } from '../support/with-fixture.js';
import { Fixture, type SignedInUser } from './support/fixture.js';

(hasRedisServer() ? describe : describe.skip)('a read of a warm server', () => {
  let fixture: Fixture;
  let person: SignedInUser;
  let service: string;
  let app: string;

  withFixture(async (opened) => {
    const redis = opened.add(await RedisServer.start());
    fixture = opened.add(await Fixture.open({ env: { REDIS_URL: redis.url } }));
    service = await fixture.service('orders');
    app = (await fixture.appToken(service)).token;
    person = await fixture.person();
    await fixture.assign(person, service, 'readonly');
  }, 90_000);

  /** The statements of a request, once it makes no more of them than before. */
  async function statementsOf(request: () => Promise<{ status: number }>): Promise<string[]> {
    const statements = new Statements();
    try {
      return await statements.settled(async () => expect((await request()).status).toBe(200));
    } finally {
      statements.stop();
    }
  }

  const as = (who: SignedInUser, path: string) => () => fixture.app.get(path, { token: who.token });

  it('a warm profile makes no statement', async () => {
    expect(await statementsOf(as(person, '/api/auth/me'))).toEqual([]);
  });

  it('a warm introspection makes no statement', async () => {
    const introspect = () =>
      fixture.app.post('/api/tokens/introspect', { token: person.token }, { token: app });
    expect(await statementsOf(introspect)).toEqual([]);
  });

  it('a warm validation of an application token makes no statement', async () => {
    const validate = () => fixture.app.get('/api/tokens/validate', { token: app });
    expect(await statementsOf(validate)).toEqual([]);
  });

  it('a warm permission check makes no statement: those of the handler remain', async () => {
    const statements = await statementsOf(as(person, `/api/roles/service/${service}`));
    const ofChecks = statements.filter((text) =>
      /\b(?:users|sessions|user_service_roles)\b/.test(text),
    );
    expect(ofChecks).toEqual([]);
  });
});
