import {
  Controller,
  Get,
  Module,
  Res,
  SetMetadata,
  Sse,
  type INestApplication,
} from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { map, timer } from 'rxjs';
import { WebSocket } from 'ws';
import type { OpenStreams } from '../core/open-streams.js';
import { sessionEnded } from '../errors.js';
import {
  CloseOnEnd,
  Gatehouse,
  GatehouseModule,
  Permissions,
  type GatehouseModuleOptions,
} from '../index.js';
import { channelOf } from '../stream-closers.js';
import { FakeGatehouse } from '../testing/index.js';
import { GUARD_STREAMS } from '../options.js';
import { eventually } from './waiting.js';

jest.setTimeout(30_000);

@WebSocketGateway({ path: '/chat' })
class Chat {
  constructor(private readonly gatehouse: Gatehouse) {}

  async handleConnection(client: WebSocket, request: IncomingMessage) {
    await this.gatehouse.handshake(client, request).catch(() => client.close(4401, 'Sign in'));
  }

  @Permissions('chat:say')
  @SubscribeMessage('say')
  say(data: unknown) {
    void data;
    return { event: 'said', data: null };
  }

  /** A client presents a newer token. */
  @Permissions('chat:say')
  @SubscribeMessage('renew')
  async renew(client: WebSocket, token: string) {
    await this.gatehouse.handshake(client, { auth: { token } });
    return { event: 'renewed', data: null };
  }
}

@Controller('streams')
class Streams {
  @Permissions('orders:read')
  @Sse('orders')
  orders() {
    return timer(5, 50).pipe(map((count) => ({ data: { count } })));
  }

  @CloseOnEnd(false)
  @Permissions('orders:read')
  @Sse('kept')
  kept() {
    return timer(5, 50).pipe(map((count) => ({ data: { count } })));
  }

  @CloseOnEnd()
  @Permissions('orders:read')
  @Get('raw')
  raw(@Res() response: ServerResponse) {
    response.writeHead(200, { 'Content-Type': 'text/plain' });
    response.write('begun');
  }
}

class Setting {
  private readonly sockets: WebSocket[] = [];

  private constructor(
    readonly fake: FakeGatehouse,
    readonly app: INestApplication,
  ) {}

  static async open(
    options: Partial<GatehouseModuleOptions> = {},
    lifetime?: number,
  ): Promise<Setting> {
    const fake = await FakeGatehouse.start({
      heartbeatMs: 50,
      ...(lifetime !== undefined && { tokenLifetimeSeconds: lifetime }),
    });
    const { issuer, service, appToken } = fake;
    @Module({
      imports: [GatehouseModule.forRoot({ issuer, service, appToken, ...options })],
      controllers: [Streams],
      providers: [Chat],
    })
    class AppModule {}
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    const app = module.createNestApplication();
    app.useWebSocketAdapter(new WsAdapter(app));
    app.enableShutdownHooks();
    await app.listen(0, '127.0.0.1');
    await app.get(Gatehouse).ready();
    return new Setting(fake, app);
  }

  get watched(): number {
    return this.app.get<OpenStreams>(GUARD_STREAMS).size;
  }

  private get at(): string {
    return `127.0.0.1:${(this.app.getHttpServer().address() as AddressInfo).port}`;
  }

  async chat(token: string): Promise<{ socket: WebSocket; closed: Promise<number> }> {
    const headers = { Authorization: `Bearer ${token}` };
    const socket = new WebSocket(`ws://${this.at}/chat`, { headers });
    this.sockets.push(socket);
    await once(socket, 'open');
    const closed = once(socket, 'close').then(([code]) => code as number);
    return { socket, closed };
  }

  /** Resolves with the first part; `ended` once no more comes. */
  async stream(path: string, token: string) {
    const leaving = new AbortController();
    const answer = await fetch(`http://${this.at}/streams/${path}`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: leaving.signal,
    });
    const reader = answer.body!.getReader();
    await reader.read();
    const toEnd = async () => {
      while (!(await reader.read()).done);
    };
    const ended = toEnd().catch(() => undefined);
    return { ended, leave: () => leaving.abort() };
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    await this.app.close();
    await this.fake.close();
  }
}

const expiryOf = ({ accessToken }: { accessToken: string }) => {
  const payload = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(payload) as { exp: number }).exp;
};

const said = async (socket: WebSocket, event: string, data: unknown = null) => {
  socket.send(JSON.stringify({ event, data }));
  const [answer] = await once(socket, 'message');
  return (JSON.parse(String(answer)) as { event: string }).event;
};

describe('What the guard has let in and stays open', () => {
  let setting: Setting;
  let fake: FakeGatehouse;

  beforeAll(async () => {
    setting = await Setting.open();
    fake = setting.fake;
  });
  afterAll(() => setting.close());
  afterEach(() => eventually(() => expect(setting.watched).toBe(0)));

  const aPerson = () => fake.signIn({ permissions: ['chat:say', 'orders:read'] });

  it('an idle WebSocket is closed when the session ends', async () => {
    const { accessToken, sessionId } = aPerson();
    const { closed } = await setting.chat(accessToken);
    await eventually(() => expect(setting.watched).toBe(1));
    fake.endSession(sessionId);
    expect(await closed).toBe(4401);
  });

  it('a WebSocket is closed when the user is deactivated', async () => {
    const { accessToken, userId } = aPerson();
    const { closed } = await setting.chat(accessToken);
    fake.setUserActive(userId, false);
    expect(await closed).toBe(4401);
  });

  it('a WebSocket is not kept open by the token of another user', async () => {
    const [owner, other] = [aPerson(), aPerson()];
    const { socket, closed } = await setting.chat(owner.accessToken);
    expect(await said(socket, 'say')).toBe('said');
    expect(await said(socket, 'renew', other.accessToken)).not.toBe('renewed');
    expect(await said(socket, 'say')).toBe('said');
    fake.endSession(owner.sessionId);
    expect(await closed).toBe(4401);
  });

  it('a WebSocket is closed when its user loses a permission that it used, and others are not', async () => {
    const [loser, other] = [aPerson(), aPerson()];
    const { socket, closed } = await setting.chat(loser.accessToken);
    const { socket: stays } = await setting.chat(other.accessToken);
    expect([await said(socket, 'say'), await said(stays, 'say')]).toEqual(['said', 'said']);
    fake.withdraw(loser.userId, 'chat:say');
    expect(await closed).toBe(4403);
    fake.grant(other.userId, 'more');
    expect(await said(stays, 'say')).toBe('said');
    stays.close();
  });

  it.each(['orders', 'raw'])('a stream (%s) is closed when the session ends', async (path) => {
    const { accessToken, sessionId } = aPerson();
    const { ended } = await setting.stream(path, accessToken);
    expect(setting.watched).toBe(1);
    fake.endSession(sessionId);
    await ended;
  });

  it('a stream is closed when the permission is withdrawn', async () => {
    const { accessToken, userId } = aPerson();
    const { ended } = await setting.stream('orders', accessToken);
    fake.withdraw(userId, 'orders:read');
    await ended;
  });

  it('a stream whose client disconnects is no longer watched', async () => {
    const { accessToken } = aPerson();
    const { socket } = await setting.chat(accessToken);
    const { leave, ended } = await setting.stream('orders', accessToken);
    await eventually(() => expect(setting.watched).toBe(2));
    socket.terminate();
    leave();
    await ended;
    await eventually(() => expect(setting.watched).toBe(0));
  });

  it('a stream with @CloseOnEnd(false) is not watched', async () => {
    const { accessToken, sessionId } = aPerson();
    const { leave, ended } = await setting.stream('kept', accessToken);
    expect(setting.watched).toBe(0);
    fake.endSession(sessionId);
    leave();
    await ended;
  });
});

describe('What stays open', () => {
  it('a stream is closed when its token expires, unless a newer one was presented', async () => {
    const setting = await Setting.open({ clockToleranceSeconds: 0 }, 3);
    const { fake } = setting;
    const first = fake.signIn({ permissions: ['chat:say', 'orders:read'] });
    const { closed } = await setting.chat(first.accessToken);
    const renewed = await setting.chat(first.accessToken);
    const { ended } = await setting.stream('orders', first.accessToken);
    const newer = await eventually(() => {
      const signedIn = fake.signIn({ userId: first.userId });
      expect(expiryOf(signedIn)).toBeGreaterThan(expiryOf(first));
      return signedIn;
    });
    expect(await said(renewed.socket, 'renew', newer.accessToken)).toBe('renewed');
    expect(await closed).toBe(4401);
    await ended;
    expect(renewed.socket.readyState).toBe(WebSocket.OPEN);
    expect(await renewed.closed).toBe(4401);
    await setting.close();
  });

  it('a WebSocket is closed with 1013 when the feed is lost and the server cannot be reached', async () => {
    const setting = await Setting.open({ introspectionSeconds: 1 });
    const { accessToken } = setting.fake.signIn({ permissions: ['chat:say'] });
    const { closed } = await setting.chat(accessToken);
    await eventually(() => expect(setting.watched).toBe(1));
    await setting.fake.close();
    expect(await closed).toBe(1013);
    await setting.app.close();
  });

  it('with closeOnEnd: false open streams are not closed', async () => {
    const setting = await Setting.open({ closeOnEnd: false });
    const { accessToken, sessionId } = setting.fake.signIn({ permissions: ['chat:say'] });
    const { socket } = await setting.chat(accessToken);
    // Otherwise the session might end before the connection is admitted.
    expect(await said(socket, 'say')).toBe('said');
    setting.fake.endSession(sessionId);
    const heard: string[] = [];
    socket.on('message', (data: Buffer) => heard.push(data.toString()));
    await eventually(() => {
      socket.send(JSON.stringify({ event: 'say', data: null }));
      expect(heard.join()).toContain('SESSION_ENDED');
    });
    expect(socket.readyState).toBe(WebSocket.OPEN);
    await setting.close();
  });

  it('streams above maxStreams are refused', async () => {
    const setting = await Setting.open({ maxStreams: 1 });
    const { accessToken } = setting.fake.signIn({ permissions: ['orders:read'] });
    const { leave, ended } = await setting.stream('orders', accessToken);
    const second = await setting.chat(accessToken);
    expect(await second.closed).toBe(4401);
    leave();
    await ended;
    await setting.close();
  });
});

describe('A channel', () => {
  class Handlers {
    @SetMetadata('graphql:resolver_type', 'Subscription')
    subscribed() {
      return undefined;
    }

    message() {
      return undefined;
    }
  }

  const contextOf = (type: string, handler: object, args: unknown[]) =>
    ({
      getType: () => type,
      getHandler: () => handler,
      getArgByIndex: (index: number) => args[index],
    }) as never;

  it('a channel of graphql-ws is closed with a code that its clients know', () => {
    const socket = { once: jest.fn(), close: jest.fn() };
    const context = { connectionParams: {}, extra: { socket } };
    const args = [undefined, {}, context];
    const channel = channelOf(contextOf('graphql', Handlers.prototype.subscribed, args));
    channel?.close(sessionEnded());
    expect(socket.close).toHaveBeenCalledWith(4401, 'SESSION_ENDED');
    const query = channelOf(contextOf('graphql', Handlers.prototype.message, args));
    expect(query).toBeUndefined();
  });

  it('a channel of socket.io gets the reason and is disconnected', () => {
    const socket = Object.assign(new EventEmitter(), { disconnect: jest.fn() });
    const told = jest.fn();
    const gone = jest.fn();
    socket.on('exception', told);
    const channel = channelOf(contextOf('ws', Handlers.prototype.message, [socket]));
    channel?.onGone(gone);
    channel?.close(sessionEnded());
    expect(told).toHaveBeenCalledWith(expect.objectContaining({ code: 'SESSION_ENDED' }));
    expect(socket.disconnect).toHaveBeenCalledWith(true);
    socket.emit('disconnect');
    expect(gone).toHaveBeenCalledTimes(1);
  });
});
