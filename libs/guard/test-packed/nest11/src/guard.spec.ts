import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Controller, Get, type INestApplication, type INestMicroservice } from '@nestjs/common';
import { ClientProxyFactory, MessagePattern, Transport } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import {
  CurrentUser,
  Gatehouse,
  GatehouseModule,
  Permissions,
  Public,
  SignedIn,
  type GatehouseUser,
} from '@gatehouse/guard';
import { FakeGatehouse, testAuth } from '@gatehouse/guard/testing';
import { lastValueFrom } from 'rxjs';
import request from 'supertest';
import type { Socket } from 'socket.io';
import { io } from 'socket.io-client';

@Controller('orders')
class OrdersController {
  @Permissions('orders:read')
  @Get()
  list(@CurrentUser() user: GatehouseUser) {
    return { id: user.id };
  }

  @Public()
  @Get('open')
  open() {
    return {};
  }

  @Permissions('orders:read')
  @MessagePattern('orders.list')
  handle(@CurrentUser('id') id: string) {
    return { id };
  }
}

@WebSocketGateway()
class Chat {
  constructor(private readonly gatehouse: Gatehouse) {}

  async handleConnection(client: Socket) {
    await this.gatehouse.handshake(client).catch(() => client.disconnect(true));
  }

  @SignedIn()
  @SubscribeMessage('who')
  who(@CurrentUser('id') id: string) {
    return { event: 'you', data: id };
  }

  @Permissions('chat:say')
  @SubscribeMessage('say')
  say() {
    return { event: 'said', data: null };
  }
}

describe.each([
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
])('On Nest 11 with %s', (_name, adapter) => {
  let server: FakeGatehouse;
  let app: INestApplication;

  beforeAll(async () => {
    server = await FakeGatehouse.start({ service: 'orders' });
    const { issuer, service, appToken } = server;
    const module = await Test.createTestingModule({
      imports: [GatehouseModule.forRoot({ issuer, service, appToken, strict: true })],
      controllers: [OrdersController],
    }).compile();
    app = module.createNestApplication(adapter() as ExpressAdapter);
    await app.listen(0, '127.0.0.1');
    await app.get(Gatehouse).ready();
  });
  afterAll(async () => {
    await app.close();
    await server.close();
  });

  it('the guard requires a token, refuses, follows a grant and applies a revocation', async () => {
    const { accessToken, userId, sessionId } = server.signIn();
    const list = () =>
      request(app.getHttpServer()).get('/orders').set('Authorization', `Bearer ${accessToken}`);
    const until = async (status: number) => {
      for (let i = 0; i < 500 && (await list()).status !== status; i += 1) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return list().expect(status);
    };
    await request(app.getHttpServer()).get('/orders').expect(401);
    await request(app.getHttpServer()).get('/orders/open').expect(200);
    expect((await list().expect(403)).body.missing).toEqual(['orders:read']);
    server.grant(userId, 'orders:read');
    expect((await until(200)).body).toEqual({ id: userId });
    server.endSession(sessionId);
    expect((await until(401)).body.code).toBe('SESSION_ENDED');
  });
});

describe('On Nest 11 without HTTP', () => {
  const auth = testAuth();

  it('a gateway checks each message', async () => {
    const module = await Test.createTestingModule({
      imports: [GatehouseModule.forRoot(auth.options)],
      providers: [Chat],
    }).compile();
    const app = module.createNestApplication();
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const token = auth.token({ id: 'u1', permissions: [] });
    const socket = io(`http://127.0.0.1:${port}`, { auth: { token }, transports: ['websocket'] });
    const heard = (event: string) => new Promise((resolve) => socket.once(event, resolve));
    const you = heard('you');
    socket.emit('who', {});
    expect(await you).toBe('u1');
    const refused = heard('exception');
    socket.emit('say', {});
    expect(await refused).toMatchObject({ code: 'PERMISSION_DENIED', missing: ['chat:say'] });
    socket.close();
    await app.close();
  });

  it('a message handler gets the user of the sender', async () => {
    const port = 20_000 + (process.pid % 20_000);
    const options = { transport: Transport.TCP as const, options: { host: '127.0.0.1', port } };
    const module = await Test.createTestingModule({
      imports: [GatehouseModule.forRoot(auth.options)],
      controllers: [OrdersController],
    }).compile();
    const service: INestMicroservice = module.createNestMicroservice(options);
    await service.listen();
    const client = ClientProxyFactory.create(options);
    const authorization = `Bearer ${auth.token({ id: 'u2', permissions: ['orders:read'] })}`;
    expect(await lastValueFrom(client.send('orders.list', { authorization }))).toEqual({
      id: 'u2',
    });
    await expect(lastValueFrom(client.send('orders.list', {}))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    await client.close();
    await service.close();
  });
});
