import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { LoopbackOnly } from './loopback-only.js';

describe('the network of tests', () => {
  const only = new LoopbackOnly();
  beforeAll(() => only.start());
  afterAll(() => only.stop());

  it('ends at this machine, and says where it would have gone on', async () => {
    const socket = connect({ host: '192.0.2.1', port: 9 });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe('Tests reach nobody but this machine');
    expect(only.refused).toEqual(['192.0.2.1:9']);
  });

  it('is there within it', async () => {
    const before = only.refused.length;
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
    server.close();
    expect(only.refused).toHaveLength(before);
  });
});
