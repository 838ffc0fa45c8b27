import {
  createTestDatabase,
  eventually,
  hasRedisServer,
  startRedis,
  startTestApp,
  type RedisServer,
  type TestApp,
  type TestDatabase,
} from '#libs/testing';
import { SigningKeys } from '#api/signing-keys';
import type { GatehouseModuleOptions } from '../../libs/guard/src/index.js';
import { GuardedService, Road } from './support/guarded-service.js';
import { Fixture, type SignedInUser } from './support/fixture.js';
import { followFeed } from '../contract/guard-feed-client.js';
import { withFixture } from '../support/with-fixture.js';

jest.setTimeout(60_000);

const ISSUER = 'http://localhost:5000';

/** The server, a network path to it, and services that use it. */
class Scene {
  private readonly services: GuardedService[] = [];
  private readonly instances = new Set<TestApp>();

  private constructor(
    private readonly database: TestDatabase,
    private readonly env: Record<string, string>,
    readonly fixture: Fixture,
    readonly road: Road,
    readonly orders: { readonly id: string; readonly appToken: string },
  ) {}

  static async open(more: Record<string, string> = {}): Promise<Scene> {
    const database = await createTestDatabase();
    const env = { APP_BASE_URL: ISSUER, RATE_LIMIT_ENABLED: 'false', ...more };
    const fixture = await Fixture.open({ database, env });
    const serviceId = await fixture.service('orders');
    await fixture.asAdmin('POST', `/api/roles/service/${serviceId}/permissions`, {
      name: 'orders:read',
    });
    const body = { name: 'clerk', permissions: ['orders:read'] };
    await fixture.asAdmin('POST', `/api/roles/service/${serviceId}`, body);
    const { token } = await fixture.appToken(serviceId, { scopes: ['manifest:write'] });
    const road = await Road.to(fixture.app.url);
    return new Scene(database, env, fixture, road, { id: serviceId, appToken: token });
  }

  async service(more: Partial<GatehouseModuleOptions> = {}): Promise<GuardedService> {
    const { orders, road } = this;
    const service = await GuardedService.start({
      issuer: ISSUER,
      url: road.url,
      service: 'orders',
      appToken: orders.appToken,
      introspectionSeconds: 1,
      ...more,
    });
    this.services.push(service);
    await service.gatehouse.ready();
    return service;
  }

  async instance(): Promise<TestApp> {
    const instance = await startTestApp({ database: this.database, env: this.env });
    this.instances.add(instance);
    return instance;
  }

  async end(instance: TestApp): Promise<void> {
    this.instances.delete(instance);
    await instance.close();
  }

  grant = (user: SignedInUser) => this.fixture.assign(user, this.orders.id, 'clerk');

  async withdraw(user: SignedInUser, at: TestApp = this.fixture.app): Promise<void> {
    const role = await this.fixture.role(this.orders.id, 'clerk');
    const path = `/api/roles/user/${user.id}/service/${this.orders.id}/role/${role}`;
    await at.call('DELETE', path, { token: this.fixture.admin.token });
  }

  signOut = (user: SignedInUser, at: TestApp = this.fixture.app) =>
    at.call('POST', '/api/auth/logout', { token: user.token });

  async close(): Promise<void> {
    for (const service of this.services) await service.close();
    await this.road.close();
    for (const instance of this.instances) await instance.close();
    await this.fixture.close();
    await this.database.drop();
  }
}

const refused = (code: string) => expect.objectContaining({ code });

const isRefused = (service: GuardedService, user: SignedInUser, code: string) =>
  eventually(() => expect(service.gatehouse.verify(user.token)).rejects.toEqual(refused(code)));

const of = (user: SignedInUser) => (data: Record<string, unknown>) => data['user_id'] === user.id;

const may = (service: GuardedService, user: SignedInUser, isAllowed: boolean) =>
  eventually(async () =>
    expect(await service.gatehouse.can(user.id, 'orders:read')).toBe(isAllowed),
  );

describe('The guard library before the real server', () => {
  let scene: Scene;

  withFixture(async (opened) => {
    scene = opened.add(await Scene.open());
  });
  afterEach(() => scene?.road.mend());

  it('The guard library identifies the caller, and obeys grants, withdrawals and sign-outs', async () => {
    const service = await scene.service();
    const user = await scene.fixture.person();
    expect(await service.gatehouse.verify(user.token)).toMatchObject({ id: user.id, amr: ['pwd'] });
    await may(service, user, false);
    await scene.grant(user);
    await may(service, user, true);
    await scene.withdraw(user);
    await may(service, user, false);
    await scene.signOut(user);
    await isRefused(service, user, 'SESSION_ENDED');
  });

  it('The guard library refuses tokens that ended before the service started', async () => {
    const [gone, asleep] = [await scene.fixture.person(), await scene.fixture.person()];
    await scene.signOut(gone);
    await scene.fixture.asAdmin('PATCH', `/api/users/${asleep.id}`, { is_active: false });
    const service = await scene.service();
    await expect(service.gatehouse.verify(gone.token)).rejects.toEqual(refused('SESSION_ENDED'));
    await expect(service.gatehouse.verify(asleep.token)).rejects.toEqual(refused('SESSION_ENDED'));
  });

  it('The guard library removes the permissions of a deleted role at once, and gives none to a new role of its name', async () => {
    const service = await scene.service();
    const user = await scene.fixture.person();
    const roles = `/api/roles/service/${scene.orders.id}`;
    const brief = { name: 'brief', permissions: ['orders:read'] };
    await scene.fixture.asAdmin('POST', roles, brief);
    await scene.fixture.assign(user, scene.orders.id, 'brief');
    await may(service, user, true);
    const role = await scene.fixture.role(scene.orders.id, 'brief');
    expect((await scene.fixture.asAdmin('DELETE', `/api/roles/${role}`)).status).toBe(200);
    await may(service, user, false);
    expect((await scene.fixture.asAdmin('POST', roles, brief)).status).toBe(201);
    // A later change of the same service that the guard obeys: then it has also received the new role.
    const witness = await scene.fixture.person();
    await scene.fixture.assign(witness, scene.orders.id, 'brief');
    await may(service, witness, true);
    expect(await service.gatehouse.can(user.id, 'orders:read')).toBe(false);
  });

  /** A separate service that is deleted later: with a role and an application token that an operator can exchange. */
  const shortLived = async (name: string) => {
    const make = async () => {
      const id = await scene.fixture.service(name);
      const path = `/api/roles/service/${id}`;
      await scene.fixture.asAdmin('POST', `${path}/permissions`, { name: 'orders:read' });
      const brief = { name: 'clerk', permissions: ['orders:read'] };
      await scene.fixture.asAdmin('POST', path, brief);
      const { token } = await scene.fixture.appToken(id, { scopes: ['orders:sync'] });
      return { id, token };
    };
    const first = await make();
    const clerk = await scene.fixture.person();
    await scene.fixture.assign(clerk, first.id, 'clerk');
    const remove = async () => {
      const { status } = await scene.fixture.asAdmin('DELETE', `/api/roles/services/${first.id}`);
      expect(status).toBe(200);
    };
    return { name, first, clerk, make, remove };
  };

  it('The guard library allows nothing once its service was deleted, nor when a new one has its name', async () => {
    const { name, first, clerk, make, remove } = await shortLived('short-lived');
    const service = await scene.service({ service: name, appToken: first.token });
    await may(service, clerk, true);
    await remove();
    await isRefused(service, clerk, 'AUTH_UNAVAILABLE');
    await make();
    await isRefused(service, clerk, 'AUTH_UNAVAILABLE');
    const asked = service.gatehouse.can(clerk.id, 'orders:read');
    await expect(asked).rejects.toEqual(refused('AUTH_UNAVAILABLE'));
  });

  it.each(['introspect', 'allow-until-expiry', 'deny'] as const)(
    'The guard library gives no user the permissions of a deleted service, with the token of a new one of its name (%s)',
    async (onFeedLost) => {
      const { name, first, clerk, make, remove } = await shortLived(`anew ${onFeedLost}`);
      let { token } = first;
      const service = await scene.service({ service: name, appToken: () => token, onFeedLost });
      await may(service, clerk, true);
      // Cut, so that the guard misses the deletion: its feed belongs to the old service.
      scene.road.cut();
      await eventually(() => expect(service.gatehouse.feedState).toBe('lost'));
      await remove();
      const second = await make();
      ({ token } = second);
      scene.road.mend();
      await eventually(() => expect(service.gatehouse.feedState).toBe('up'));
      expect(await service.gatehouse.can(clerk.id, 'orders:read')).toBe(false);
      await scene.fixture.assign(clerk, second.id, 'clerk');
      await may(service, clerk, true);
    },
  );

  it('The guard library refuses the tokens of a deleted calling service, and accepts those of a new one of its name', async () => {
    const service = await scene.service();
    const { first, make, remove } = await shortLived('caller');
    const { fixture, orders } = scene;
    await fixture.grantCaller(orders.id, first.id);
    await service.gatehouse.verifyApp(first.token);
    await remove();
    const old = () =>
      expect(service.gatehouse.verifyApp(first.token)).rejects.toEqual(refused('INVALID_TOKEN'));
    await eventually(old);
    const second = await make();
    // The grants of the former service do not belong to the new one.
    const anew = () => service.gatehouse.verifyApp(second.token);
    await expect(anew()).rejects.toEqual(refused('CALLER_NOT_GRANTED'));
    await fixture.grantCaller(orders.id, second.id);
    await eventually(async () =>
      expect(await anew()).toMatchObject({ serviceId: second.id, serviceName: 'caller' }),
    );
    await old();
  });

  it('The guard library declares a manifest', async () => {
    const service = await scene.service();
    const report = await service.gatehouse.declareManifest({
      permissions: [{ name: 'orders:read' }, { name: 'orders:ship', description: 'Send out' }],
    });
    expect(report.permissions).toMatchObject({
      created: ['orders:ship'],
      unchanged: ['orders:read'],
    });
  });

  it('The guard library refuses a scope of a calling service until this service grants it, and after it is withdrawn', async () => {
    const service = await scene.service();
    const { fixture, orders } = scene;
    const selfish = await fixture.service('selfish');
    const admin = await fixture.person();
    await fixture.assign(admin, selfish, 'admin');
    const minted = await fixture.as<{ token_data: { token: string } }>(
      admin,
      'POST',
      '/api/tokens',
      {
        service_id: selfish,
        name: 'self-issued',
        scopes: ['orders:sync'],
      },
    );
    const { token } = minted.body.token_data;
    const isIn = () => service.gatehouse.verifyApp(token, { scopes: ['orders:sync'] });
    const isOut = () => expect(isIn()).rejects.toEqual(refused('CALLER_NOT_GRANTED'));
    await isOut();
    await fixture.grantCaller(orders.id, selfish, ['orders:sync']);
    await eventually(isIn);
    await fixture.grantCaller(orders.id, selfish, []);
    await eventually(isOut);
    expect((await service.gatehouse.verifyApp(token)).scopes).toEqual([]);
    await fixture.asAdmin('DELETE', `/api/roles/service/${orders.id}/callers/${selfish}`);
    const anything = () => service.gatehouse.verifyApp(token);
    await eventually(() => expect(anything()).rejects.toEqual(refused('CALLER_NOT_GRANTED')));
  });

  it('The guard library accepts a calling service until its token is revoked', async () => {
    const service = await scene.service();
    const billing = await scene.fixture.service('billing');
    await scene.fixture.grantCaller(scene.orders.id, billing, ['orders:sync']);
    const { id, token } = await scene.fixture.appToken(billing, { scopes: ['orders:sync'] });
    expect(await service.gatehouse.verifyApp(token)).toMatchObject({
      tokenId: id,
      serviceName: 'billing',
      scopes: ['orders:sync'],
    });
    await scene.fixture.asAdmin('POST', `/api/tokens/${id}/revoke`);
    await eventually(() =>
      expect(service.gatehouse.verifyApp(token)).rejects.toEqual(refused('INVALID_TOKEN')),
    );
  });

  it('The guard library misses no event over a cut connection', async () => {
    const service = await scene.service({ onFeedLost: 'allow-until-expiry' });
    const user = await scene.fixture.person();
    await scene.grant(user);
    await may(service, user, true);
    await service.gatehouse.verify(user.token);
    scene.road.cut();
    await eventually(() => expect(service.gatehouse.feedState).toBe('lost'));
    await scene.withdraw(user);
    await scene.signOut(user);
    expect(await service.gatehouse.verify(user.token)).toMatchObject({ id: user.id });
    scene.road.mend();
    await eventually(() => expect(service.gatehouse.feedState).toBe('up'));
    await isRefused(service, user, 'SESSION_ENDED');
    await eventually(async () =>
      expect(await service.gatehouse.can(user.id, 'orders:read')).toBe(false),
    );
  });

  it('The guard library notices a silent connection, and decides by onFeedLost until it recovers', async () => {
    const service = await scene.service({ onFeedLost: 'deny' });
    const user = await scene.fixture.person();
    await service.gatehouse.verify(user.token);
    scene.road.fallSilent();
    await isRefused(service, user, 'AUTH_UNAVAILABLE');
    await scene.signOut(user);
    scene.road.mend();
    await isRefused(service, user, 'SESSION_ENDED');
  });

  it('The guard library receives at one instance the changes of another, and continues there with its cursor', async () => {
    const second = await scene.instance();
    const service = await scene.service();
    const user = await scene.fixture.person();
    await scene.grant(user);
    await may(service, user, true);
    await scene.withdraw(user, second);
    await may(service, user, false);
    scene.road.leadTo(second.url);
    scene.road.hangUp();
    await scene.signOut(user);
    await isRefused(service, user, 'SESSION_ENDED');
    await eventually(() => expect(service.gatehouse.feedState).toBe('up'));
    scene.road.leadTo(scene.fixture.app.url);
    scene.road.hangUp();
  });

  it('The guard library continues after a restart of the server', async () => {
    const first = await scene.instance();
    scene.road.leadTo(first.url);
    const service = await scene.service();
    const user = await scene.fixture.person();
    await service.gatehouse.verify(user.token);
    await scene.end(first);
    await scene.signOut(user);
    scene.road.leadTo((await scene.instance()).url);
    await isRefused(service, user, 'SESSION_ENDED');
    scene.road.leadTo(scene.fixture.app.url);
    scene.road.hangUp();
  });

  it('The guard library accepts no token of a withdrawn key', async () => {
    const service = await scene.service();
    const user = await scene.fixture.person();
    await service.gatehouse.verify(user.token);
    await scene.fixture.app.nest.get(SigningKeys, { strict: false }).rotate({ now: true });
    await isRefused(service, user, 'INVALID_TOKEN');
    const back = await scene.fixture.signIn(user.email);
    await eventually(() => service.gatehouse.verify(back.token));
  });
});

(hasRedisServer() ? describe : describe.skip)('The guard library, and a Redis that fails', () => {
  let redis: RedisServer;
  let scene: Scene;

  beforeAll(async () => {
    redis = await startRedis();
    scene = await Scene.open({ REDIS_URL: redis.url });
  });
  afterAll(async () => {
    redis.thaw();
    await scene?.close();
    await redis.stop();
  });

  it.each([
    ['dies', () => redis.kill(), () => redis.restart()],
    ['freezes', async () => redis.freeze(), async () => redis.thaw()],
  ])('The guard library obeys as before when Redis %s', async (_how, fail, recover) => {
    const second = await scene.instance();
    const service = await scene.service();
    const user = await scene.fixture.person();
    await scene.grant(user);
    await may(service, user, true);
    await service.gatehouse.verify(user.token);
    await fail();
    await scene.withdraw(user, second);
    await may(service, user, false);
    await scene.signOut(user, second);
    await isRefused(service, user, 'SESSION_ENDED');
    await recover();
  });

  it.each([
    ['dead', () => redis.kill(), () => redis.restart()],
    ['frozen', async () => redis.freeze(), async () => redis.thaw()],
  ])(
    'The guard library receives events, and continues from a cursor at another instance, while Redis is %s',
    async (_how, fail, recover) => {
      const second = await scene.instance();
      const [early, missed, late] = [
        await scene.fixture.person(),
        await scene.fixture.person(),
        await scene.fixture.person(),
      ];
      await fail();
      try {
        const { appToken } = scene.orders;
        const anew = await followFeed(scene.fixture.app.url, appToken);
        await anew.until('ready');
        await scene.signOut(early, second);
        const { id: cursor } = await anew.until('session_ended', of(early));
        expect(cursor).toBeDefined();
        anew.close();
        await scene.signOut(missed);
        const resumed = await followFeed(second.url, appToken, cursor);
        await resumed.until('session_ended', of(missed));
        await scene.signOut(late);
        await resumed.until('session_ended', of(late));
        const names = resumed.events.map(({ event }) => event);
        // It continued: no snapshot and no repeated event.
        expect(names).not.toContain('snapshot');
        expect(resumed.events.filter(({ data }) => of(early)(data))).toEqual([]);
        resumed.close();
      } finally {
        await recover();
      }
    },
  );
});
