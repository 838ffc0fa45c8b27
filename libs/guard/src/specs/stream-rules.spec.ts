import { Module, type INestApplication } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { Gatehouse, GatehouseModule, SelfOr } from '../index.js';
import { FakeGatehouse } from '../testing/index.js';

@WebSocketGateway({ path: '/orders' })
class Orders {
  constructor(private readonly gatehouse: Gatehouse) {}

  async handleConnection(client: WebSocket, request: IncomingMessage) {
    await this.gatehouse.handshake(client, request).catch(() => client.close(4401, 'Sign in'));
  }

  @SelfOr('orders:read', 'userId')
  @SubscribeMessage('follow')
  follow(data: unknown) {
    void data;
    return { event: 'following', data: null };
  }
}

describe('A connection that followed another user by permission', () => {
  it('a connection that followed another user by permission is closed without it, although it also followed its own user', async () => {
    const fake = await FakeGatehouse.start({ heartbeatMs: 50 });
    const { issuer, service, appToken } = fake;
    @Module({
      imports: [GatehouseModule.forRoot({ issuer, service, appToken })],
      providers: [Orders],
    })
    class AppModule {}
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    const app: INestApplication = module.createNestApplication();
    app.useWebSocketAdapter(new WsAdapter(app));
    await app.listen(0, '127.0.0.1');
    await app.get(Gatehouse).ready();
    const { port } = app.getHttpServer().address() as AddressInfo;

    const { accessToken, userId } = fake.signIn({ permissions: ['orders:read'] });
    const headers = { Authorization: `Bearer ${accessToken}` };
    const socket = new WebSocket(`ws://127.0.0.1:${port}/orders`, { headers });
    await once(socket, 'open');
    const closed = once(socket, 'close').then(([code]) => code as number);
    for (const whose of ['somebody-else', userId]) {
      socket.send(JSON.stringify({ event: 'follow', data: { userId: whose } }));
      await once(socket, 'message');
    }
    fake.withdraw(userId, 'orders:read');
    const waited = new Promise((resolve) => setTimeout(() => resolve('still open'), 2000));
    expect(await Promise.race([closed, waited])).toBe(4403);
    socket.terminate();
    await app.close();
    await fake.close();
  });
});
