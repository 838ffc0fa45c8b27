import { Controller, Module, Sse, type INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { EventEmitter, once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { interval, map } from 'rxjs';
import { OpenStreams } from '../core/open-streams.js';
import { Gatehouse, GatehouseModule, Permissions } from '../index.js';
import { socketChannel, watchChannel } from '../stream-closers.js';
import { FakeGatehouse } from '../testing/index.js';
import { GUARD_STREAMS } from '../options.js';

const engine = { watch: () => () => undefined } as never;
const judge = () => Promise.resolve();
const watched = { owner: { app: { tokenId: 'a' } }, rule: {}, judge };

const isAboutRights = (url: unknown) =>
  typeof url === 'string' && url.includes('/guard/permissions');

describe('A client that was gone before its caller was let in', () => {
  it.each([
    ['a socket of ws', { readyState: 3, close: jest.fn() }],
    ['a socket of socket.io', { disconnected: true, disconnect: jest.fn() }],
  ])('a client that disconnected before its admission is not watched: %s', (_kind, state) => {
    const streams = new OpenStreams(engine, Date.now, {
      ...{ most: 2, lostMs: null, toleranceSeconds: 0 },
    });
    watchChannel(streams, socketChannel(Object.assign(new EventEmitter(), state)), watched);
    expect(streams.size).toBe(0);
    streams.stop();
  });

  it('a client that disconnected while its rights were fetched is not watched', async () => {
    const fake = await FakeGatehouse.start({ heartbeatMs: 50 });
    const { issuer, service, appToken } = fake;
    let arrived = () => undefined as void;
    const gone = new Promise<void>((resolve) => (arrived = resolve));
    const { fetch } = globalThis;
    const asking = jest.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      if (isAboutRights(input)) await gone;
      return fetch(input, init);
    });
    let handled = 0;
    @Controller('streams')
    class Streams {
      @Permissions('orders:read')
      @Sse('orders')
      orders() {
        handled += 1;
        return interval(5).pipe(map((count) => ({ data: { count } })));
      }
    }
    @Module({
      imports: [GatehouseModule.forRoot({ issuer, service, appToken })],
      controllers: [Streams],
    })
    class AppModule {}
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    const app: INestApplication = module.createNestApplication();
    await app.listen(0, '127.0.0.1');
    await app.get(Gatehouse).ready();
    const server = app.getHttpServer() as EventEmitter & { address(): AddressInfo };

    const { accessToken } = fake.signIn({ permissions: ['orders:read'] });
    const begun = once(server, 'request') as Promise<[IncomingMessage]>;
    const call = request({
      port: server.address().port,
      path: '/streams/orders',
      headers: { authorization: `Bearer ${accessToken}` },
    });
    call.on('error', () => undefined).end();
    const [{ socket }] = await begun;
    call.destroy();
    await once(socket, 'close');
    arrived();
    const asked = asking.mock.results.filter((_, index) =>
      isAboutRights(asking.mock.calls[index]?.[0]),
    );
    await Promise.all(asked.map(({ value }) => value as Promise<Response>));
    await pause(100);
    expect([app.get<OpenStreams>(GUARD_STREAMS).size, handled]).toEqual([0, 0]);
    await app.close();
    await fake.close();
  });
});
