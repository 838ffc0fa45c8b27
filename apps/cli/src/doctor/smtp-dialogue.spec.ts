import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { rehearseMail, type SmtpTarget } from './smtp-dialogue.js';

type Script = (line: string) => string | null;

describe('the rehearsal of a mail', () => {
  let server: Server;
  let received: string[];
  const sockets = new Set<Socket>();

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  /** Rehearses a mail at a server that answers by a script; on `null` it sends nothing. */
  async function rehearse(script: Script, given: Partial<SmtpTarget> = {}): Promise<void> {
    received = [];
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.write('220 mail.test\r\n');
      socket.on('data', (chunk) => {
        for (const line of chunk.toString('latin1').split('\r\n').filter(Boolean)) {
          received.push(line);
          const answer = script(line);
          if (answer !== null) socket.write(`${answer}\r\n`);
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await rehearseMail({
      ...{ host: '127.0.0.1', port, security: 'none', ca: undefined, patienceMs: 60_000 },
      ...{ login: null, sender: 'from@example.test', recipient: 'to@example.test' },
      ...given,
    });
  }
  const login = { user: 'post', password: 'right' };
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const fine = (line: string) => (line.startsWith('EHLO') ? '250 mail.test' : '250 fine');

  it('the rehearsal sends a name with a dot or an address literal, and ends before the content', async () => {
    await rehearse(fine);
    expect(received[0]).toMatch(/^EHLO (?:\[127\.0\.0\.1\]|\S+\.\S+)$/);
    expect(received.slice(1, 4)).toEqual([
      'MAIL FROM:<from@example.test>',
      'RCPT TO:<to@example.test>',
      'RSET',
    ]);
    expect(received).not.toContain('DATA');
  });

  it('the rehearsal ends when the server stops answering in the middle of the TLS handshake', async () => {
    const script: Script = (line) => {
      if (line.startsWith('EHLO')) return '250-mail.test\r\n250 STARTTLS';
      return line === 'STARTTLS' ? '220 go on' : null;
    };
    await expect(rehearse(script, { security: 'starttls', patienceMs: 300 })).rejects.toThrow(
      'STARTTLS: no answer within 0.3 s',
    );
  });

  it('the rehearsal ends when the server answers nothing at all', async () => {
    await expect(rehearse(() => null, { patienceMs: 300 })).rejects.toThrow(
      /^EHLO .*: no answer within/,
    );
  });

  it('the rehearsal fails when STARTTLS is configured and not offered', async () => {
    await expect(rehearse(fine, { security: 'starttls' })).rejects.toThrow(
      'STARTTLS: the server does not offer it',
    );
  });

  it.each([
    ['PLAIN LOGIN', [`AUTH PLAIN ${base64('\0post\0right')}`]],
    ['LOGIN', ['AUTH LOGIN', base64('post'), base64('right')]],
    ['CRAM-MD5', ['AUTH CRAM-MD5', expect.any(String)]],
  ])('the rehearsal authenticates by an offered mechanism: %s', async (offer, expected) => {
    const script: Script = (line) => {
      if (line.startsWith('EHLO')) return `250-mail.test\r\n250 AUTH ${offer}`;
      return line === 'AUTH LOGIN' || line === base64('post') || line === 'AUTH CRAM-MD5'
        ? `334 ${base64('<1@mail.test>')}`
        : '250 fine';
    };
    await rehearse(script, { login });
    expect(received.slice(1, 1 + expected.length)).toEqual(expected);
  });

  it('the rehearsal sends no password to a server that offers no AUTH, as the mail transport does not', async () => {
    await rehearse(fine, { login });
    expect(received.join()).not.toContain('AUTH');
  });

  it('the rehearsal reports which step was refused, without the password', async () => {
    const script: Script = (line) => {
      if (line.startsWith('EHLO')) return '250-mail.test\r\n250 AUTH PLAIN';
      return line.startsWith('AUTH') ? '535 no' : '250 fine';
    };
    await expect(rehearse(script, { login })).rejects.toThrow(/^AUTH PLAIN: 535 no$/);
  });

  it('the rehearsal reports that the recipient was refused', async () => {
    const script: Script = (line) => (line.startsWith('RCPT') ? '550 nobody' : fine(line));
    await expect(rehearse(script)).rejects.toThrow('RCPT TO:<to@example.test>: 550 nobody');
  });
});
