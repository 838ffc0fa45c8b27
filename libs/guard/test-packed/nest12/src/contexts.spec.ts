import 'reflect-metadata';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import { GatehouseModule } from '@gatehouse/guard';
import { testAuth } from '@gatehouse/guard/testing';
import { lastValueFrom } from 'rxjs';
import { io } from 'socket.io-client';
import { ChatGateway } from './chat.gateway.js';
import { OrdersHandlers } from './orders.handlers.js';
import { RefundsService } from './refunds.service.js';

const auth = testAuth();

@Module({
  imports: [GatehouseModule.forRoot({ ...auth.options, strict: true })],
  providers: [ChatGateway, RefundsService],
  controllers: [OrdersHandlers],
})
class AppModule {}

let app: INestApplication;
let url: string;
const port = 20_000 + (process.pid % 20_000);

before(async () => {
  app = await NestFactory.create(AppModule, { logger: ['error'] });
  app.connectMicroservice({ transport: Transport.TCP, options: { host: '127.0.0.1', port } });
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
after(() => app.close());

const connect = (token: string) => io(url, { auth: { token }, transports: ['websocket'] });

test('a gateway on socket.io gets the user from the handshake', async () => {
  const socket = connect(auth.token({ id: 'u4', permissions: ['chat:say'] }));
  const said = new Promise((resolve) => socket.once('said', resolve));
  socket.emit('say', 'hello');
  assert.equal(await said, 'u4: hello');
  socket.close();
});

test('a gateway on socket.io refuses with an exception event', async () => {
  const socket = connect(auth.token({ permissions: [] }));
  const refused = new Promise<{ code: string }>((resolve) => socket.once('exception', resolve));
  socket.emit('say', 'hello');
  assert.equal((await refused).code, 'PERMISSION_DENIED');
  socket.close();
});

test('a gateway on socket.io disconnects after an invalid handshake', async () => {
  const socket = connect(auth.expiredToken());
  await new Promise((resolve) => socket.once('disconnect', resolve));
  socket.close();
});

test('a message handler admits users and services by their own rules', async () => {
  const client = ClientProxyFactory.create({
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port },
  });
  const send = (pattern: string, token: string) =>
    lastValueFrom(client.send(pattern, { authorization: `Bearer ${token}` }));
  assert.deepEqual(await send('orders.list', auth.token({ permissions: ['orders:read'] })), []);
  await assert.rejects(send('orders.list', auth.token({ permissions: [] })), {
    code: 'PERMISSION_DENIED',
  });
  const app = auth.appToken({ service: 'billing', scopes: ['orders:sync'] });
  assert.deepEqual(await send('orders.sync', app), { synced: 'billing' });
  client.close();
});

test('a service decides by itself', async () => {
  const refunds = app.get(RefundsService);
  const user = await refunds.whoIs(auth.token({ id: 'u5', permissions: ['refunds:comment'] }));
  assert.deepEqual(await refunds.refund(user, 10), { amount: 10, mayComment: true });
  await assert.rejects(refunds.refund(user, 2000), { status: 403, missing: ['refunds:large'] });
});
