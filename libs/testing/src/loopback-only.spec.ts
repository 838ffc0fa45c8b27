import { once } from 'node:events';
import { get } from 'node:https';
import { connect, createServer, Socket, type AddressInfo, type LookupFunction } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { LoopbackOnly } from './loopback-only.js';

describe('the network of tests', () => {
  let only: LoopbackOnly;
  beforeEach(() => {
    only = new LoopbackOnly();
    only.start(['db.internal']);
  });
  afterEach(() => only.stop());

  it.each([
    ['an address', () => connect({ host: '192.0.2.1', port: 9 }), '192.0.2.1'],
    ['a name', () => connect(9, 'www.gatehouse.org'), 'www.gatehouse.org'],
    ['TLS', () => connectTls({ host: '192.0.2.1', port: 9 }), '192.0.2.1'],
    ['HTTPS', () => get('https://192.0.2.1/'), '192.0.2.1'],
    ['a socket of a driver', () => new Socket().connect(9, '192.0.2.1'), '192.0.2.1'],
  ])(
    'a test cannot reach another machine by %s, and the attempt is recorded',
    async (_what, reach, host) => {
      const [error] = (await once(reach(), 'error')) as [Error];
      expect(error.message).toBe('Tests reach nobody but this machine');
      expect(only.refused).toEqual([host]);
    },
  );

  it('a test can reach this machine and the configured hosts', async () => {
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const lookup: LookupFunction = (_host, _options, done) =>
      done(null, [{ address: '127.0.0.1', family: 4 }]);
    for (const reach of [
      () => connect(port, '127.0.0.1'),
      () => connect({ port, host: 'localhost', family: 4 }),
      () => connect({ port, host: 'db.internal', lookup }),
    ]) {
      const socket = reach();
      await once(socket, 'connect');
      socket.destroy();
    }
    server.close();
    expect(only.refused).toEqual([]);
  });
});
