import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { createTransport } from 'nodemailer';
import {
  eventually,
  FakeClock,
  startSmtpSink,
  startTcpProxy,
  type SmtpSink,
  type SmtpSinkOptions,
} from './index.js';

describe('eventually', () => {
  it('eventually resolves as soon as the check passes, and rejects with its last error otherwise', async () => {
    let calls = 0;
    expect(await eventually(() => (++calls < 3 ? false : 'done'))).toBe('done');
    const failing = eventually(() => Promise.reject(new Error('still not')), 30);
    await expect(failing).rejects.toThrow('still not');
  });
});

describe('the fake clock', () => {
  it('the fake clock stands still until it is moved', () => {
    const clock = new FakeClock('2026-01-01T00:00:00Z');
    expect(clock.nowSeconds()).toBe(clock.nowSeconds());
    clock.advanceSeconds(90);
    expect(clock.now().toISOString()).toBe('2026-01-01T00:01:30.000Z');
  });
});

describe('the mail sink', () => {
  let sink: SmtpSink;
  const message = { from: 'a@example.test', to: 'b@example.test', subject: 'Hello', text: 'body' };

  async function send(options: SmtpSinkOptions, client: object = {}): Promise<unknown> {
    sink = await startSmtpSink(options);
    const transport = createTransport({
      host: '127.0.0.1',
      port: sink.port,
      secure: options.security === 'tls',
      requireTLS: options.security === 'starttls',
      tls: { ca: sink.certificate.cert, servername: 'localhost' },
      socketTimeout: 60_000,
      ...client,
    });
    return transport.sendMail(message);
  }

  afterEach(() => sink.close());

  it.each(['none', 'starttls', 'tls'] as const)(
    'the mail sink stores a mail received by %s',
    async (security) => {
      await send({ security });
      const mail = await sink.waitFor(({ subject }) => subject === 'Hello');
      expect(mail.text?.trim()).toBe('body');
      expect(sink.to('b@example.test')).toEqual([mail]);
    },
  );

  it('the mail sink requires its password', async () => {
    const auth = { user: 'user', pass: 'right' };
    await expect(send({ auth }, { auth: { ...auth, pass: 'wrong' } })).rejects.toThrow(/535/);
    await sink.close();
    await send({ auth }, { auth });
    expect(sink.mails).toHaveLength(1);
  });

  it.each([
    ['defer', /451/],
    ['reject', /550/],
    ['hang', /[Tt]imeout/],
    ['drop', /closed|ECONNRESET|socket/],
  ] as const)('the mail sink can %s', async (mode, words) => {
    const client = mode === 'hang' ? { socketTimeout: 300 } : {};
    await expect(send({ mode }, client)).rejects.toThrow(words);
    expect(sink.attempts).toBe(1);
    expect(sink.mails).toHaveLength(0);
  });
});

describe('the bad network', () => {
  let server: Server;
  let port: number;

  beforeEach(async () => {
    server = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => server.close());

  it('the TCP proxy forwards, holds back and closes', async () => {
    const proxy = await startTcpProxy({ port });
    const client = connect(proxy.port, '127.0.0.1');
    let answer = '';
    client.on('data', (chunk) => (answer += chunk.toString()));
    client.on('error', () => undefined);
    client.write('one ');
    await eventually(() => answer === 'one ');
    proxy.blackHole();
    client.write('two');
    await expect(eventually(() => answer !== 'one ', 100)).rejects.toThrow();
    proxy.heal();
    await eventually(() => answer === 'one two');
    const closed = once(client, 'close');
    proxy.cut();
    await closed;
    await proxy.close();
  });

  it('the TCP proxy blocks current connections, and no new one', async () => {
    const proxy = await startTcpProxy({ port });
    const stranded = connect(proxy.port, '127.0.0.1');
    const heard = { stranded: '', fresh: '' };
    stranded.on('data', (chunk) => (heard.stranded += chunk.toString()));
    stranded.write('one ');
    await eventually(() => heard.stranded === 'one ');
    proxy.strand();
    stranded.write('two');
    const other = connect(proxy.port, '127.0.0.1').on(
      'data',
      (chunk) => (heard.fresh += chunk.toString()),
    );
    other.write('three');
    await eventually(() => heard.fresh === 'three');
    expect([heard.stranded, stranded.destroyed]).toEqual(['one ', false]);
    for (const each of [stranded, other]) each.destroy();
    await proxy.close();
  });
});
