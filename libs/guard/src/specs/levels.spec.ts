import { Controller, Get, Module, Param, type INestApplication } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { WsAdapter } from '@nestjs/platform-ws';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { WebSocket } from 'ws';
import {
  AnyPermission,
  Gatehouse,
  GatehouseModule,
  Live,
  Permissions,
  Roles,
  SelfOr,
} from '../index.js';
import { toException } from '../refusal-exceptions.js';
import { secondFactorRequired } from '../errors.js';
import { FakeGatehouse, testAuth } from '../testing/index.js';
import { eventually } from './waiting.js';

jest.setTimeout(30_000);

const TWO = ['pwd', 'otp', 'mfa'];

@Controller('orders')
class Orders {
  @Permissions('orders:read', 'orders:refund')
  @Get('refund')
  refund() {
    return {};
  }

  @Live()
  @Permissions('orders:refund')
  @Get('live')
  live() {
    return {};
  }

  @AnyPermission('orders:refund', 'orders:admin')
  @Get('any')
  any() {
    return {};
  }

  @Roles('cashier')
  @Get('role')
  role() {
    return {};
  }

  @SelfOr('orders:refund', 'userId')
  @Get('of/:userId')
  of(@Param('userId') id: string) {
    return { id };
  }

  @Permissions('orders:read')
  @Get('read')
  read() {
    return {};
  }
}

@WebSocketGateway({ path: '/till' })
class Till {
  constructor(private readonly gatehouse: Gatehouse) {}

  async handleConnection(client: WebSocket, incoming: IncomingMessage) {
    await this.gatehouse.handshake(client, incoming).catch(() => client.close(4401, 'Sign in'));
  }

  @Permissions('orders:refund')
  @SubscribeMessage('refund')
  refund() {
    return { event: 'refunded', data: null };
  }
}

describe.each([
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
] as const)('A guard on %s, before permissions that need two factors', (_name, adapter) => {
  const auth = testAuth();
  let app: INestApplication;

  beforeAll(async () => {
    @Module({ imports: [GatehouseModule.forRoot(auth.options)], controllers: [Orders] })
    class AppModule {}
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    app = module.createNestApplication(adapter() as never);
    await app.init();
    if (app.getHttpAdapter().getType() === 'fastify') {
      await (app as NestFastifyApplication).getHttpAdapter().getInstance().ready();
    }
  });
  afterAll(() => app.close());

  const user = {
    permissions: ['orders:read'],
    aal2Permissions: ['orders:refund'],
    aal2Roles: ['cashier'],
  };
  const ask = (path: string, more: object = {}) =>
    auth.asUser(request(app.getHttpServer()).get(`/orders/${path}`), { ...user, ...more });

  it.each(['refund', 'live', 'any', 'role', 'of/another'])(
    'a call that only the second factor is missing for is answered 401 with the level that it needs: %s',
    async (path) => {
      const { status, headers, body } = await ask(path);
      expect([status, body]).toEqual([
        401,
        expect.objectContaining({
          code: 'INSUFFICIENT_AUTHENTICATION',
          acr_values: ['aal2'],
          success: false,
        }),
      ]);
      const challenge = headers['www-authenticate'];
      expect(challenge).toContain('error="insufficient_user_authentication"');
      expect(challenge).toContain('acr_values="aal2"');
      await ask(path, { amr: TWO }).expect(200);
    },
  );

  it('a permission that counts in every session is there at both levels, and one that is missing is refused at both', async () => {
    for (const amr of [['pwd'], TWO]) {
      await ask('read', { amr }).expect(200);
      const refused = await ask('refund', { amr, aal2Permissions: [] });
      expect([refused.status, refused.body.code]).toEqual([403, 'PERMISSION_DENIED']);
    }
    const other = await ask('refund', { permissions: [] });
    expect([other.status, other.body.code, other.body.missing]).toEqual([
      403,
      'PERMISSION_DENIED',
      ['orders:read', 'orders:refund'],
    ]);
  });

  it('a level that the guard does not know, and a token without one, count as one factor', async () => {
    for (const acr of ['aal3', 'AAL2', 2, ['aal2'], undefined]) {
      const refused = await ask('refund', { claims: { acr } });
      expect([acr, refused.status]).toEqual([acr, 401]);
    }
  });

  it('the injectable decides by the level of a user, and of an id as of a session with one factor', async () => {
    const gatehouse = app.get(Gatehouse);
    const id = 'decided';
    const [one, two] = await Promise.all(
      [['pwd'], TWO].map((amr) => gatehouse.verify(auth.token({ ...user, id, amr }))),
    );
    expect([one!.acr, two!.acr]).toEqual(['aal1', 'aal2']);
    const can = (who: Parameters<Gatehouse['can']>[0]) => gatehouse.can(who, 'orders:refund');
    expect([await can(id), await can(one!), await can(two!)]).toEqual([false, false, true]);
    const insufficient = { code: 'INSUFFICIENT_AUTHENTICATION' };
    await expect(gatehouse.assert(id, 'orders:refund')).rejects.toMatchObject(insufficient);
    await expect(gatehouse.assert(one!, 'orders:refund')).rejects.toMatchObject(insufficient);
    await gatehouse.assert(two!, 'orders:refund');
    await expect(gatehouse.assert(two!, 'orders:ship')).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    expect([...(await gatehouse.rightsOf(one!)).permissions]).toEqual(['orders:read']);
    expect([...(await gatehouse.rightsOf(two!)).roles]).toEqual(['cashier']);
  });
});

describe('A refusal for want of a second factor', () => {
  it.each(['ws', 'rpc'])(
    'a refusal for want of a second factor names the level in a %s context too',
    async (kind) => {
      const error = await toException(secondFactorRequired(['orders:refund']), kind);
      const body = (error as unknown as { getError(): unknown }).getError();
      expect(body).toMatchObject({
        status: 401,
        code: 'INSUFFICIENT_AUTHENTICATION',
        acr_values: ['aal2'],
        missing: ['orders:refund'],
      });
    },
  );

  it('a refusal for want of a second factor names the level in the extensions of a GraphQL error', async () => {
    const error = await toException(secondFactorRequired(['orders:refund']), 'graphql');
    expect((error as unknown as { extensions: unknown }).extensions).toMatchObject({
      code: 'INSUFFICIENT_AUTHENTICATION',
      acr_values: ['aal2'],
    });
  });
});

describe('A guard whose feed is up, when a role begins to require two factors', () => {
  let fake: FakeGatehouse;
  let app: INestApplication;
  const sockets: WebSocket[] = [];

  beforeAll(async () => {
    fake = await FakeGatehouse.start({ heartbeatMs: 50 });
    const options = { issuer: fake.issuer, service: fake.service, appToken: fake.appToken };
    @Module({
      imports: [GatehouseModule.forRoot(options)],
      controllers: [Orders],
      providers: [Till],
    })
    class AppModule {}
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    app = module.createNestApplication();
    app.useWebSocketAdapter(new WsAdapter(app));
    await app.listen(0, '127.0.0.1');
    await app.get(Gatehouse).ready();
  });
  afterAll(async () => {
    for (const socket of sockets) socket.terminate();
    await app.close();
    await fake.close();
  });

  const aCashier = () => {
    const session = fake.signIn();
    fake.setRole('cashier', ['orders:read', 'orders:refund']);
    fake.assignRole(session.userId, 'cashier');
    return { ...session, stepped: fake.stepUp(session) };
  };
  const statusOf = async (token: string) =>
    (
      await request(app.getHttpServer())
        .get('/orders/refund')
        .set('Authorization', `Bearer ${token}`)
    ).status;

  it('a guard refuses the sessions with one factor after the event that a role requires two, and no other', async () => {
    const { accessToken, stepped } = aCashier();
    await eventually(async () => expect(await statusOf(accessToken)).toBe(200));
    fake.setRole('cashier', ['orders:read', 'orders:refund'], { requiresMfa: true });
    await eventually(async () => expect(await statusOf(accessToken)).toBe(401));
    expect(await statusOf(stepped)).toBe(200);
    fake.setRole('cashier', ['orders:read', 'orders:refund']);
    await eventually(async () => expect(await statusOf(accessToken)).toBe(200));
  });

  it('a guard closes the stream of a session with one factor when a role requires two, and keeps that of a session with two', async () => {
    const { accessToken, stepped } = aCashier();
    const { port } = app.getHttpServer().address() as AddressInfo;
    const open = async (token: string) => {
      const headers = { Authorization: `Bearer ${token}` };
      const socket = new WebSocket(`ws://127.0.0.1:${port}/till`, { headers });
      sockets.push(socket);
      await once(socket, 'open');
      const answered = once(socket, 'message');
      socket.send(JSON.stringify({ event: 'refund', data: null }));
      expect(String((await answered)[0])).toContain('refunded');
      return socket;
    };
    const [one, two] = [await open(accessToken), await open(stepped)];
    const closed = once(one, 'close');
    fake.setRole('cashier', ['orders:read', 'orders:refund'], { requiresMfa: true });
    expect((await closed)[0]).toBe(4401);
    const answered = once(two, 'message');
    two.send(JSON.stringify({ event: 'refund', data: null }));
    expect(String((await answered)[0])).toContain('refunded');
  });
});
