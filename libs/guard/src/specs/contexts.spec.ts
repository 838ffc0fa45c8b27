import {
  Controller,
  Get,
  Module,
  type INestApplication,
  type INestMicroservice,
} from '@nestjs/common';
import {
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  Payload,
  Transport,
  type ClientProxy,
} from '@nestjs/microservices';
import { WsAdapter } from '@nestjs/platform-ws';
import { Test } from '@nestjs/testing';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
} from '@nestjs/websockets';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage } from 'node:http';
import { lastValueFrom } from 'rxjs';
import { WebSocket } from 'ws';
import {
  AppToken,
  CurrentApp,
  CurrentUser,
  Gatehouse,
  GatehouseModule,
  Permissions,
  Public,
  SelfOr,
} from '../index.js';
import { testAuth } from '../testing/index.js';

jest.setTimeout(30_000);

const auth = testAuth();

@WebSocketGateway({ path: '/chat' })
class ChatGateway implements OnGatewayConnection {
  constructor(private readonly gatehouse: Gatehouse) {}

  async handleConnection(client: WebSocket, request: IncomingMessage) {
    await this.gatehouse.handshake(client, request).catch(() => client.close(4401, 'Sign in'));
  }

  @Permissions('chat:say')
  @SubscribeMessage('say')
  say(@MessageBody() text: string, @CurrentUser('id') id: string) {
    return { event: 'said', data: `${id}: ${text}` };
  }

  @SelfOr('chat:read', 'userId')
  @SubscribeMessage('history')
  history(@ConnectedSocket() _client: WebSocket) {
    return { event: 'history', data: [] };
  }

  @Public()
  @SubscribeMessage('ping')
  ping() {
    return { event: 'pong', data: null };
  }
}

const events: string[] = [];

@Controller()
class OrdersHandlers {
  @Permissions('orders:read')
  @MessagePattern('orders.list')
  list(@CurrentUser('id') id: string) {
    return { id };
  }

  @AppToken('orders:sync')
  @MessagePattern('orders.sync')
  sync(@CurrentApp('serviceName') name: string) {
    return { name };
  }

  @MessagePattern('orders.undeclared')
  undeclared() {
    return 'reached';
  }

  @Permissions('orders:write')
  @EventPattern('orders.placed')
  placed(@Payload() payload: { id: string }) {
    events.push(payload.id);
  }

  @Public()
  @Get('health')
  health() {
    return 'ok';
  }
}

@Module({ imports: [GatehouseModule.forRoot(auth.options)], providers: [ChatGateway] })
class ChatModule {}

@Module({ imports: [GatehouseModule.forRoot(auth.options)], controllers: [OrdersHandlers] })
class OrdersModule {}

/** A client that sends a message and waits for the answer. */
class Talk {
  private readonly inbox: unknown[] = [];
  private wake: () => void = () => undefined;

  constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.inbox.push(JSON.parse(data.toString()));
      this.wake();
    });
  }

  async ask(event: string, data: unknown): Promise<{ event: string; data: unknown }> {
    this.socket.send(JSON.stringify({ event, data }));
    while (this.inbox.length === 0) await new Promise<void>((resolve) => (this.wake = resolve));
    return this.inbox.shift() as { event: string; data: unknown };
  }
}

describe('Two applications of the same gateways in one process', () => {
  it('an application does not start with the guard of another one that was built before it was initialized', async () => {
    const build = async () => {
      const module = await Test.createTestingModule({ imports: [ChatModule] }).compile();
      const built = module.createNestApplication();
      built.useWebSocketAdapter(new WsAdapter(built));
      return built;
    };
    const first = await build();
    const second = await build();
    await expect(first.init()).rejects.toThrow('has the guard of another application');
    await second.init();
    const third = await build();
    await third.init();
    await Promise.all([second.close(), third.close()]);
  });
});

describe('The guard on a WebSocket gateway', () => {
  let app: INestApplication;
  let url: string;
  const sockets: WebSocket[] = [];

  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [ChatModule] }).compile();
    app = module.createNestApplication();
    app.useWebSocketAdapter(new WsAdapter(app));
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    url = `ws://127.0.0.1:${port}/chat`;
  });
  afterAll(async () => {
    for (const socket of sockets) socket.terminate();
    await app.close();
  });

  const connect = (token?: string, protocols: string[] = []) => {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const socket = new WebSocket(url, protocols, { headers });
    sockets.push(socket);
    return socket;
  };

  const opened = async (socket: WebSocket) => {
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new Talk(socket);
  };

  it('a gateway gets the user from the handshake', async () => {
    const talk = await opened(connect(auth.token({ id: 'u1', permissions: ['chat:say'] })));
    expect(await talk.ask('say', 'hello')).toEqual({ event: 'said', data: 'u1: hello' });
  });

  it('a gateway takes the token of a browser from the subprotocol', async () => {
    const token = auth.token({ id: 'u2', permissions: ['chat:say'] });
    const talk = await opened(connect(undefined, ['chat', `gatehouse.bearer.${token}`]));
    expect(await talk.ask('say', 'hi')).toEqual({ event: 'said', data: 'u2: hi' });
  });

  it('a gateway closes a connection whose handshake has no valid token', async () => {
    for (const token of [undefined, auth.expiredToken(), 'garbage', auth.appToken()]) {
      const code = await new Promise((resolve) => connect(token).once('close', resolve));
      expect(code).toBe(4401);
    }
  });

  it('a gateway refuses a message with an exception event that names the missing permission', async () => {
    const talk = await opened(connect(auth.token({ permissions: ['chat:read'] })));
    expect(await talk.ask('say', 'x')).toEqual({
      event: 'exception',
      data: expect.objectContaining({
        code: 'PERMISSION_DENIED',
        status: 403,
        message: 'Permission denied: chat:say required',
        missing: ['chat:say'],
      }),
    });
    expect(await talk.ask('ping', null)).toEqual({ event: 'pong', data: null });
  });

  it('a gateway checks each message, so that an ended session is refused', async () => {
    const talk = await opened(
      connect(auth.token({ id: 'u3', sessionId: 's3', permissions: ['chat:say'] })),
    );
    expect(await talk.ask('say', '1')).toMatchObject({ event: 'said' });
    auth.endSession('s3');
    expect(await talk.ask('say', '2')).toMatchObject({
      event: 'exception',
      data: { code: 'SESSION_ENDED' },
    });
  });

  it('@SelfOr compares the user with the payload of a message', async () => {
    const talk = await opened(connect(auth.token({ id: 'u4' })));
    expect(await talk.ask('history', { userId: 'u4' })).toMatchObject({ event: 'history' });
    expect(await talk.ask('history', { userId: 'u5' })).toMatchObject({ event: 'exception' });
    expect(await talk.ask('history', ['u4'])).toMatchObject({ event: 'exception' });
    const many = { userId: ['u4'] };
    expect(await talk.ask('history', many)).toMatchObject({ event: 'exception' });
  });
});

describe.each(['standalone', 'hybrid'] as const)('The guard on a %s microservice', (kind) => {
  let server: INestMicroservice | INestApplication;
  let client: ClientProxy;

  beforeAll(async () => {
    const port = await freePort();
    const options = { transport: Transport.TCP as const, options: { host: '127.0.0.1', port } };
    const module = await Test.createTestingModule({ imports: [OrdersModule] }).compile();
    if (kind === 'standalone') {
      server = module.createNestMicroservice(options);
      await server.listen();
    } else {
      server = module.createNestApplication();
      server.connectMicroservice(options);
      await server.startAllMicroservices();
      await server.init();
    }
    client = ClientProxyFactory.create(options);
  });
  afterAll(async () => {
    await client.close();
    await server.close();
  });

  const send = (pattern: string, data: object) =>
    lastValueFrom(client.send<unknown>(pattern, data));
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  it('a message handler gets the user from the token in the payload', async () => {
    const token = auth.token({ id: 'u6', permissions: ['orders:read'] });
    expect(await send('orders.list', bearer(token))).toEqual({ id: 'u6' });
  });

  it('a refused message gets an RPC error', async () => {
    await expect(send('orders.list', {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(send('orders.list', bearer(auth.token()))).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      message: 'Permission denied: orders:read required',
      missing: ['orders:read'],
    });
    await expect(send('orders.undeclared', {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('a message handler admits services by their application tokens', async () => {
    const token = auth.appToken({ service: 'billing', scopes: ['orders:sync'] });
    expect(await send('orders.sync', bearer(token))).toEqual({ name: 'billing' });
    await expect(send('orders.sync', bearer(auth.appToken()))).rejects.toMatchObject({
      code: 'INSUFFICIENT_SCOPE',
    });
    const ungranted = auth.appToken({ scopes: ['orders:sync'], granted: null });
    await expect(send('orders.sync', bearer(ungranted))).rejects.toMatchObject({
      code: 'CALLER_NOT_GRANTED',
      message: expect.stringContaining('token:write in'),
      missing: ['orders:sync'],
    });
  });

  it('an event from a caller without the permission is dropped', async () => {
    events.length = 0;
    await lastValueFrom(client.emit('orders.placed', { id: 'refused' }), { defaultValue: null });
    const token = auth.token({ permissions: ['orders:write'] });
    await lastValueFrom(client.emit('orders.placed', { id: 'taken', ...bearer(token) }), {
      defaultValue: null,
    });
    await send('orders.list', bearer(auth.token({ permissions: ['orders:read'] })));
    for (let i = 0; i < 100 && events.length === 0; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(events).toEqual(['taken']);
  });
});

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
