import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explainConnection } from './explain-connection.js';
import { PostgresClient } from './postgres-client.js';

const message = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
};
const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const ERROR = message('E', Buffer.from('SFATAL\0C53300\0Mtoo many clients\0\0'));
const ASKS_FOR_PASSWORD = message('R', int(3));
const OK = message('R', int(0));
const READY = message('Z', Buffer.from('I'));
const SSL_REQUEST = 80_877_103;

/** A server that responds like an attacker between client and server. */
class Impostor {
  heard = Buffer.alloc(0);
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async start(answer: (packet: Buffer) => Buffer | null): Promise<Impostor> {
    const server = createServer();
    const made = new Impostor(server);
    server.on('connection', (socket) => {
      made.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', (packet) => {
        made.heard = Buffer.concat([made.heard, packet]);
        const given = answer(packet);
        if (given) socket.write(given);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return made;
  }

  url(query: string): string {
    const { port } = this.server.address() as AddressInfo;
    return `postgres://anna:s3cret-word@127.0.0.1:${port}/data?${query}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const isSslRequest = (packet: Buffer): boolean =>
  packet.length === 8 && packet.readInt32BE(4) === SSL_REQUEST;

async function outcome(connectionString: string, more: object = {}): Promise<string> {
  const client = new PostgresClient({ connectionString, connectionTimeoutMillis: 2_000, ...more });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return 'connected';
  } catch (error) {
    return `${(error as { code?: string }).code ?? (error as Error).message}`;
  } finally {
    (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
  }
}

describe('an impostor server', () => {
  let impostor: Impostor;
  afterEach(() => impostor.stop());

  it.each(['prefer', 'require', 'verify-full&sslrootcert=system'])(
    'an impostor gets no password in clear text after an error in place of the TLS answer (%s)',
    async (mode) => {
      impostor = await Impostor.start((packet) =>
        isSslRequest(packet) ? Buffer.concat([ERROR, ASKS_FOR_PASSWORD]) : null,
      );
      expect(await outcome(impostor.url(`sslmode=${mode}`))).not.toBe('connected');
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(impostor.heard.toString('latin1')).not.toContain('s3cret-word');
    },
  );

  it.each(['channel_binding=require', 'require_auth=scram-sha-256', 'require_auth=!none'])(
    'a server that accepts a login without the proof that %s requires is refused',
    async (query) => {
      impostor = await Impostor.start((packet) =>
        isSslRequest(packet) ? Buffer.from('N') : Buffer.concat([OK, READY]),
      );
      expect(await outcome(impostor.url(query))).not.toBe('connected');
    },
  );

  it('a server that stops answering after the login is given up within the timeout', async () => {
    impostor = await Impostor.start((packet) => {
      if (isSslRequest(packet)) return Buffer.from('N');
      return packet[0] === 'Q'.charCodeAt(0) ? null : Buffer.concat([OK, READY]);
    });
    const begin = performance.now();
    const url = impostor.url('target_session_attrs=read-write');
    expect(await outcome(url, { totalTimeoutMs: 2_000 })).not.toBe('connected');
    expect(performance.now() - begin).toBeLessThan(5_000);
  }, 20_000);
});

describe('a socket in a non-default folder', () => {
  it("the password of a socket is looked up under the name of its folder, as in PostgreSQL's own programs", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'socket-'));
    const heard: Buffer[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (packet) => {
        heard.push(packet);
        const isPassword = packet[0] === 'p'.charCodeAt(0);
        socket.write(isPassword ? Buffer.concat([OK, READY]) : ASKS_FOR_PASSWORD);
      });
    });
    await new Promise<void>((resolve) => server.listen(join(folder, '.s.PGSQL.5432'), resolve));
    const passfile = join(folder, 'pgpass');
    writeFileSync(passfile, `localhost:*:*:*:wrong\n${folder}:5432:data:anna:s3cret-word\n`, {
      mode: 0o600,
    });
    const text = `host=${folder} dbname=data user=anna passfile=${passfile}`;
    expect(await outcome(text)).toBe('connected');
    expect(Buffer.concat(heard).toString('latin1')).toContain('s3cret-word');
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });
});

describe('a pooler that refuses a startup parameter', () => {
  const words = (name: string) =>
    explainConnection(new Error(`unsupported startup parameter: ${name}`)).words;

  it('a startup parameter that a pooler refuses is explained with its remedy', () => {
    expect(words('statement_timeout')).toContain('DATABASE_POOLER=transaction');
    expect(words('options')).toContain('leave the parameter options (PGOPTIONS) out');
    expect(words('options')).not.toContain('DATABASE_POOLER');
  });
});
