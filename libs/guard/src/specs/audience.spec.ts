import { Controller, Get, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import {
  Gatehouse,
  GatehouseModule,
  Permissions,
  SignedIn,
  type GatehouseModuleOptions,
} from '../index.js';
import { FakeGatehouse, testAuth } from '../testing/index.js';
import { eventually } from './waiting.js';

jest.setTimeout(30_000);

@Controller('orders')
class OrdersController {
  @SignedIn()
  @Get()
  list() {
    return {};
  }

  @Permissions('orders:read')
  @Get('all')
  all() {
    return {};
  }
}

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('A guard before tokens for one service, in HTTP', () => {
  let app: INestApplication;

  const start = async (options: GatehouseModuleOptions) => {
    const module = await Test.createTestingModule({
      imports: [GatehouseModule.forRoot(options)],
      controllers: [OrdersController],
    }).compile();
    app = module.createNestApplication();
    await app.init();
  };
  const list = (token: string, path = '/orders') =>
    request(app.getHttpServer()).get(path).set('Authorization', `Bearer ${token}`);

  afterEach(() => app?.close());

  it("a guard with audience 'service' accepts only tokens for its service and says how to get one", async () => {
    const auth = testAuth({ service: 'orders', audience: 'service' });
    await start(auth.options);
    expect((await list(auth.token())).status).toBe(200);
    expect((await list(auth.token({ resource: 'orders' }))).status).toBe(200);
    for (const [resource, aud] of [
      [null, 'https://auth.test'],
      ['billing', 'billing'],
    ] as const) {
      const answer = await list(auth.token({ resource }));
      expect(answer.status).toBe(403);
      expect(answer.body).toMatchObject({
        success: false,
        code: 'WRONG_AUDIENCE',
        message: `This access token is for ${aud}: sign in or refresh with the resource orders`,
      });
    }
  });

  it('by default a guard accepts tokens for its service and for all services, and never those for another', async () => {
    const auth = testAuth({ service: 'orders' });
    await start(auth.options);
    expect((await list(auth.token())).status).toBe(200);
    expect((await list(auth.token({ resource: 'orders' }))).status).toBe(200);
    const answer = await list(auth.token({ resource: 'billing' }));
    expect([answer.status, answer.body.code]).toEqual([403, 'WRONG_AUDIENCE']);
  });

  it('permissions apply to a token for one service as to any other', async () => {
    const auth = testAuth({ service: 'orders', audience: 'service' });
    await start(auth.options);
    const may = auth.token({ permissions: ['orders:read'] });
    expect((await list(may, '/orders/all')).status).toBe(200);
    expect((await list(auth.token(), '/orders/all')).body.code).toBe('PERMISSION_DENIED');
  });

  it("a guard with audience 'service' refuses a token for all services whose aud is the name of the service", async () => {
    const auth = testAuth({ service: 'orders', audience: 'service' });
    await start(auth.options);
    const answer = await list(auth.token({ resource: null, claims: { aud: 'orders' } }));
    expect([answer.status, answer.body.code]).toEqual([403, 'WRONG_AUDIENCE']);
  });

  it('a guard does not start without a service name or with an empty audience', async () => {
    const options = { ...testAuth().options, service: '', audience: 'service' };
    await expect(start(options)).rejects.toThrow(
      "service must be a name: audience 'service' takes tokens made for it alone",
    );
    await expect(start({ ...testAuth().options, audience: '' })).rejects.toThrow(
      "audience must be 'service' or the aud of the server's tokens",
    );
  });
});

describe('A guard before tokens for one service, at a server', () => {
  let fake: FakeGatehouse;
  const started: { close: () => Promise<unknown> }[] = [];

  const start = async (options: Partial<GatehouseModuleOptions> = {}) => {
    const { issuer, service, appToken } = fake;
    const module = await Test.createTestingModule({
      imports: [
        GatehouseModule.forRoot({ issuer, service, appToken, audience: 'service', ...options }),
      ],
    }).compile();
    await module.init();
    started.push(module);
    return module.get(Gatehouse, { strict: false });
  };

  beforeEach(async () => {
    fake = await FakeGatehouse.start({ heartbeatMs: 50 });
  });
  afterEach(async () => {
    for (const one of started.splice(0)) await one.close();
    await fake.close();
  });

  it('verify and handshake accept a token for this service and refuse others', async () => {
    const gatehouse = await start();
    await gatehouse.ready();
    const { accessToken: own, userId } = fake.signIn({ resource: 'orders' });
    const { accessToken: other } = fake.signIn({ resource: 'billing' });
    const handshake = (token: string) =>
      gatehouse.handshake({}, { headers: { authorization: `Bearer ${token}` } });
    expect(await gatehouse.verify(own)).toMatchObject({ id: userId });
    expect(await gatehouse.verify(own, { live: true })).toMatchObject({ id: userId });
    expect(await handshake(own)).toMatchObject({ id: userId });
    for (const token of [other, fake.signIn().accessToken]) {
      await expect(gatehouse.verify(token)).rejects.toEqual(code('WRONG_AUDIENCE'));
      await expect(gatehouse.verify(token, { live: true })).rejects.toEqual(code('WRONG_AUDIENCE'));
      await expect(handshake(token)).rejects.toEqual(code('WRONG_AUDIENCE'));
    }
  });

  it('a token for one service is refused after the end of its session', async () => {
    const gatehouse = await start();
    await gatehouse.ready();
    const { accessToken, sessionId } = fake.signIn({ resource: 'orders' });
    await gatehouse.verify(accessToken);
    fake.endSession(sessionId);
    await eventually(() =>
      expect(gatehouse.verify(accessToken)).rejects.toEqual(code('SESSION_ENDED')),
    );
  });

  it('a renamed service accepts tokens for its old and its new name without a restart', async () => {
    const gatehouse = await start({ service: fake.serviceId });
    await gatehouse.ready();
    const before = fake.signIn({ resource: 'orders' });
    fake.renameService('orders', 'purchases');
    const after = fake.refresh(before, 'purchases');
    for (const token of [before.accessToken, after]) {
      expect(await gatehouse.verify(token)).toMatchObject({ id: before.userId });
    }
  });

  it('a token for a service that had the name before is refused, even if it was accepted earlier', async () => {
    const { accessToken } = fake.signIn({ resource: 'orders' });
    let appToken = fake.appToken;
    const gatehouse = await start({ appToken: () => appToken });
    await gatehouse.ready();
    await gatehouse.verify(accessToken);
    fake.renameService('orders', 'old orders');
    appToken = fake.createAppToken({ service: 'orders' }).token;
    fake.cutFeeds();
    await eventually(() =>
      expect(gatehouse.verify(accessToken)).rejects.toEqual(code('WRONG_AUDIENCE')),
    );
  });

  it('a guard that does not know its service id yet introspects tokens for one service', async () => {
    const { accessToken } = fake.signIn({ resource: 'orders' });
    fake.renameService('orders', 'old orders');
    const { token: appToken } = fake.createAppToken({ service: 'orders' });
    const { accessToken: own } = fake.signIn({ resource: 'orders' });
    fake.setFrozen(true);
    const gatehouse = await start({ appToken, onFeedLost: 'allow-until-expiry' });
    await expect(gatehouse.verify(accessToken)).rejects.toEqual(code('SESSION_ENDED'));
    expect(await gatehouse.verify(own)).toMatchObject({ tokenId: expect.any(String) });
    expect(fake.calls['POST /api/tokens/introspect']).toBe(2);
  });
});
