import { Module, type INestApplication } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { Gatehouse, GatehouseModule, param, Permissions } from '../index.js';
import { FakeGatehouse } from '../testing/index.js';

jest.setTimeout(30_000);

@WebSocketGateway({ path: '/orders' })
class Orders {
  constructor(private readonly gatehouse: Gatehouse) {}

  async handleConnection(client: WebSocket, request: IncomingMessage) {
    await this.gatehouse.handshake(client, request).catch(() => client.close(4401, 'Sign in'));
  }

  @Permissions('orders:read', { at: param('unit') })
  @SubscribeMessage('follow')
  follow() {
    return { event: 'following', data: null };
  }
}

describe('messages at a unit', () => {
  let fake: FakeGatehouse;
  let app: INestApplication;
  let root: string;
  let berlin: string;
  let paris: string;

  beforeAll(async () => {
    fake = await FakeGatehouse.start({ heartbeatMs: 50 });
    const { issuer, service, appToken } = fake;
    @Module({
      imports: [GatehouseModule.forRoot({ issuer, service, appToken })],
      providers: [Orders],
    })
    class AppModule {}
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    app = module.createNestApplication();
    app.useWebSocketAdapter(new WsAdapter(app));
    await app.listen(0, '127.0.0.1');
    await app.get(Gatehouse).ready();
    root = fake.addUnit();
    berlin = fake.addUnit(root);
    paris = fake.addUnit(root);
    fake.setRole('reader', ['orders:read']);
  });
  afterAll(async () => {
    await app.close();
    await fake.close();
  });

  const connect = async (accessToken: string) => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const headers = { Authorization: `Bearer ${accessToken}` };
    const socket = new WebSocket(`ws://127.0.0.1:${port}/orders`, { headers });
    await once(socket, 'open');
    const ask = async (data: unknown) => {
      socket.send(JSON.stringify({ event: 'follow', data }));
      const [answer] = (await once(socket, 'message')) as [Buffer];
      return (JSON.parse(answer.toString()) as { event: string }).event;
    };
    return { socket, ask };
  };

  it('A payload names the unit; one without it, or with something else, is refused', async () => {
    const user = fake.signIn();
    fake.assignRoleAt(berlin, 'reader', user.userId);
    const { socket, ask } = await connect(user.accessToken);
    expect(await ask({ unit: berlin })).toBe('following');
    for (const data of [{ unit: paris }, { unit: [berlin] }, { unit: { id: berlin } }, {}, 'x']) {
      expect(await ask(data)).toBe('exception');
    }
    socket.terminate();
  });

  it('A connection that follows two units is closed when the right at the first is lost by a move', async () => {
    const user = fake.signIn();
    const team = fake.addUnit(berlin);
    fake.assignRoleAt(berlin, 'reader', user.userId);
    fake.assignRoleAt(paris, 'reader', user.userId);
    const { socket, ask } = await connect(user.accessToken);
    const closed = once(socket, 'close').then(([code]) => code as number);
    expect(await ask({ unit: team })).toBe('following');
    expect(await ask({ unit: paris })).toBe('following');
    fake.moveUnit(team, root);
    expect(await closed).toBe(4403);
  });
});
