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

  it('takes those for its own service alone when it is told so, and says how to get one', async () => {
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

  it('takes those for its own service beside those for everything otherwise, and never those for another', async () => {
    const auth = testAuth({ service: 'orders' });
    await start(auth.options);
    expect((await list(auth.token())).status).toBe(200);
    expect((await list(auth.token({ resource: 'orders' }))).status).toBe(200);
    const answer = await list(auth.token({ resource: 'billing' }));
    expect([answer.status, answer.body.code]).toEqual([403, 'WRONG_AUDIENCE']);
  });

  it('looks at permissions as with any other token', async () => {
    const auth = testAuth({ service: 'orders', audience: 'service' });
    await start(auth.options);
    const may = auth.token({ permissions: ['orders:read'] });
    expect((await list(may, '/orders/all')).status).toBe(200);
    expect((await list(auth.token(), '/orders/all')).body.code).toBe('PERMISSION_DENIED');
  });

  it('takes no token for everything of a server whose audience has the name of the service', async () => {
    const auth = testAuth({ service: 'orders', audience: 'service' });
    await start(auth.options);
    const answer = await list(auth.token({ resource: null, claims: { aud: 'orders' } }));
    expect([answer.status, answer.body.code]).toEqual([403, 'WRONG_AUDIENCE']);
  });

  it('does not start without the name of its service, nor with an audience that is no text', async () => {
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

  it('takes one in every kind of call, by hand and by a handshake', async () => {
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

  it('obeys the end of the session within the feed, as with any other token', async () => {
    const gatehouse = await start();
    await gatehouse.ready();
    const { accessToken, sessionId } = fake.signIn({ resource: 'orders' });
    await gatehouse.verify(accessToken);
    fake.endSession(sessionId);
    await eventually(() =>
      expect(gatehouse.verify(accessToken)).rejects.toEqual(code('SESSION_ENDED')),
    );
  });

  it('takes the tokens of its service under its new name, without a restart', async () => {
    const gatehouse = await start({ service: fake.serviceId });
    await gatehouse.ready();
    const before = fake.signIn({ resource: 'orders' });
    fake.renameService('orders', 'purchases');
    const after = fake.refresh(before, 'purchases');
    for (const token of [before.accessToken, after]) {
      expect(await gatehouse.verify(token)).toMatchObject({ id: before.userId });
    }
  });

  it('takes no token of a service that had its name before, however good it was found under the former', async () => {
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

  it('asks about it while it has never heard which service it is, whatever else it does without the feed', async () => {
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
