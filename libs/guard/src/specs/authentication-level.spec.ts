import {
  Controller,
  Get,
  Module,
  Sse,
  type INestApplication,
  type INestMicroservice,
} from '@nestjs/common';
import { ClientProxyFactory, MessagePattern, Transport } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { WsAdapter } from '@nestjs/platform-ws';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lastValueFrom, of } from 'rxjs';
import request from 'supertest';
import { WebSocket } from 'ws';
import { insufficientAuthentication } from '../errors.js';
import {
  Acr,
  AppToken,
  CurrentUser,
  Gatehouse,
  GatehouseModule,
  Mfa,
  Permissions,
  Public,
  RecentLogin,
  type GatehouseUser,
} from '../index.js';
import { toException } from '../refusal-exceptions.js';
import { testAuth } from '../testing/index.js';

jest.setTimeout(30_000);

const auth = testAuth();
const TWO_FACTORS = { id: 'anna', acr: 'aal2' } as const;
const REFUSED = {
  status: 401,
  title: 'A second factor is required',
  code: 'INSUFFICIENT_AUTHENTICATION',
  acr_values: ['aal2'],
};

@Controller('refunds')
class RefundsController {
  @Mfa()
  @Get()
  list(@CurrentUser() { acr, amr }: GatehouseUser) {
    return { acr, amr };
  }

  @Acr('aal1')
  @Get('one')
  one(@CurrentUser('acr') acr: string) {
    return { acr };
  }

  @Mfa()
  @RecentLogin('10m')
  @Get('recent')
  recent() {
    return {};
  }

  @Mfa()
  @Permissions('refunds:write')
  @Get('written')
  written() {
    return {};
  }

  @Mfa()
  @Sse('events')
  events() {
    return of({ data: 'refund' });
  }
}

@WebSocketGateway({ path: '/refunds' })
class RefundsGateway implements OnGatewayConnection {
  constructor(private readonly gatehouse: Gatehouse) {}

  async handleConnection(client: WebSocket, request: IncomingMessage) {
    await this.gatehouse.handshake(client, request);
  }

  @Mfa()
  @SubscribeMessage('refund')
  refund() {
    return { event: 'refunded', data: null };
  }
}

@Controller()
class RefundsHandlers {
  @Mfa()
  @RecentLogin(60)
  @MessagePattern('refund')
  refund() {
    return 'refunded';
  }
}

@Module({
  imports: [GatehouseModule.forRoot(auth.options)],
  controllers: [RefundsController],
  providers: [RefundsGateway],
})
class RefundsModule {}

@Module({ imports: [GatehouseModule.forRoot(auth.options)], controllers: [RefundsHandlers] })
class HandlersModule {}

const compiled = async () =>
  (await Test.createTestingModule({ imports: [RefundsModule] }).compile()) as {
    createNestApplication(adapter?: unknown): INestApplication;
  };

describe.each([
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
])('The level of an authentication on %s', (name, adapter) => {
  let app: INestApplication;
  const get = (path: string) => request(app.getHttpServer()).get(path);

  beforeAll(async () => {
    app = (await compiled()).createNestApplication(adapter());
    app.useWebSocketAdapter(new WsAdapter(app));
    await app.init();
    if (name === 'Fastify')
      await (app as unknown as NestFastifyApplication).getHttpAdapter().getInstance().ready();
  });
  afterAll(() => app.close());

  it('@Mfa admits two factors, and refuses one as RFC 9470 defines', async () => {
    await auth
      .asUser(get('/refunds'), TWO_FACTORS)
      .expect(200, { acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] });
    const answer = await auth.asUser(get('/refunds')).expect(401);
    expect(answer.body).toMatchObject(REFUSED);
    expect(answer.headers['www-authenticate']).toContain(
      'error="insufficient_user_authentication"',
    );
    expect(answer.headers['www-authenticate']).toMatch(/acr_values="aal2"$/);
  });

  it('a token that was admitted before is admitted again, and one of one factor never', async () => {
    const [two, one] = [auth.token(TWO_FACTORS), auth.token()];
    const send = (token: string) => get('/refunds').set('Authorization', `Bearer ${token}`);
    for (const status of [200, 200]) await send(two).expect(status);
    for (const status of [401, 401]) await send(one).expect(status);
  });

  it.each<[string, Record<string, unknown>]>([
    ['an older server, which has no acr', { acr: undefined, amr: ['pwd', 'mfa'] }],
    ['an unknown level', { acr: 'aal9' }],
    ['a level that is no text', { acr: ['aal2'] }],
  ])('a token of %s counts as one factor', async (_name, claims) => {
    await auth.asUser(get('/refunds'), { claims }).expect(401);
    await auth.asUser(get('/refunds/one'), { claims }).expect(200, { acr: 'aal1' });
  });

  it("@Acr('aal1') admits every user, and no caller without a token", async () => {
    await auth.asUser(get('/refunds/one')).expect(200, { acr: 'aal1' });
    await auth.asUser(get('/refunds/one'), TWO_FACTORS).expect(200, { acr: 'aal2' });
    await get('/refunds/one').expect(401);
  });

  it('with @RecentLogin one challenge names both, whichever is missing', async () => {
    const recent = (user: object) => auth.asUser(get('/refunds/recent'), user);
    await recent({ ...TWO_FACTORS, loginAgeSeconds: 500 }).expect(200);
    const both = /acr_values="aal2", max_age="600"$/;
    const old = await recent({ ...TWO_FACTORS, loginAgeSeconds: 700 }).expect(401);
    expect(old.body).toMatchObject({
      code: 'RECENT_LOGIN_REQUIRED',
      acr_values: ['aal2'],
      max_age: 600,
    });
    expect(old.headers['www-authenticate']).toMatch(both);
    const one = await recent({ loginAgeSeconds: 700 }).expect(401);
    expect(one.body).toMatchObject({ ...REFUSED, max_age: 600 });
    expect(one.headers['www-authenticate']).toMatch(both);
    const seconds = Math.floor(Date.now() / 1000);
    await recent({ acr: 'aal2', authTime: seconds - 5000 }).expect(401);
    await recent({ acr: 'aal2', authTime: seconds - 5 }).expect(200);
  });

  it('two factors replace no permission', async () => {
    const written = (user: object) => auth.asUser(get('/refunds/written'), user);
    const permissions = ['refunds:write'];
    await written({ ...TWO_FACTORS, permissions: [] }).expect(403);
    await written({ id: 'anna', permissions }).expect(401);
    await written({ ...TWO_FACTORS, permissions }).expect(200);
  });

  it('a stream of events is not opened by one factor', async () => {
    const answer = await auth.asUser(get('/refunds/events')).expect(401);
    expect(answer.headers['www-authenticate']).toContain('acr_values="aal2"');
    const stream = await auth.asUser(get('/refunds/events'), TWO_FACTORS).expect(200);
    expect(stream.text).toContain('data: refund');
  });
});

describe('The level of an authentication in other transports', () => {
  it('a WebSocket message is refused with the parameters of RFC 9470', async () => {
    const app = (await compiled()).createNestApplication();
    app.useWebSocketAdapter(new WsAdapter(app));
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const ask = async (token: string) => {
      const headers = { Authorization: `Bearer ${token}` };
      const socket = new WebSocket(`ws://127.0.0.1:${port}/refunds`, { headers });
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
      const answer = new Promise((resolve) =>
        socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString()))),
      );
      socket.send(JSON.stringify({ event: 'refund', data: null }));
      const got = await answer;
      socket.terminate();
      return got;
    };
    try {
      expect(await ask(auth.token(TWO_FACTORS))).toMatchObject({ event: 'refunded' });
      expect(await ask(auth.token())).toMatchObject({ event: 'exception', data: REFUSED });
    } finally {
      await app.close();
    }
  });

  it('a message of a microservice is refused with the parameters of RFC 9470', async () => {
    const module = await Test.createTestingModule({ imports: [HandlersModule] }).compile();
    const server: INestMicroservice = module.createNestMicroservice({
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port: 0 },
    });
    await server.listen();
    const { port } = (
      server as unknown as { serverInstance: { server: { address(): AddressInfo } } }
    ).serverInstance.server.address();
    const client = ClientProxyFactory.create({
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port },
    });
    const send = (user: object) =>
      lastValueFrom(
        client.send<unknown>('refund', { authorization: `Bearer ${auth.token(user)}` }),
      );
    try {
      expect(await send(TWO_FACTORS)).toBe('refunded');
      await expect(send({})).rejects.toMatchObject({ ...REFUSED, max_age: 60 });
      await expect(send({ ...TWO_FACTORS, loginAgeSeconds: 90 })).rejects.toMatchObject({
        code: 'RECENT_LOGIN_REQUIRED',
        max_age: 60,
      });
    } finally {
      await client.close();
      await server.close();
    }
  });

  it('a resolver of GraphQL answers the parameters among its extensions', async () => {
    const refusal = insufficientAuthentication({ acr: 'aal2', recentSeconds: 60 });
    const exception = await toException(refusal, 'graphql');
    expect(exception).toMatchObject({ extensions: { ...REFUSED, max_age: 60 } });
  });
});

describe('Mistakes with levels', () => {
  const start = (controller: new () => object) => {
    @Module({ imports: [GatehouseModule.forRoot(auth.options)], controllers: [controller] })
    class MistakenModule {}
    return Test.createTestingModule({ imports: [MistakenModule] }).compile();
  };

  it('@Mfa with @Public on one method stops the start', async () => {
    @Controller()
    class Mistaken {
      @Mfa()
      @Public()
      @Get()
      get() {
        return {};
      }
    }
    await expect(start(Mistaken)).rejects.toThrow('@Public and a demand stand on the same method');
  });

  it('@Mfa on a handler for services stops the start', async () => {
    @Mfa()
    @Controller()
    class Mistaken {
      @AppToken()
      @Get()
      get() {
        return {};
      }
    }
    await expect(start(Mistaken)).rejects.toThrow('@AppToken and a rule for users');
  });

  it('a level that does not exist is refused where it is declared', () => {
    expect(() => Acr('aal3' as 'aal2')).toThrow("@Acr needs 'aal1' or 'aal2'");
  });
});
