import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A text that the server sends only on business connections when it opens them. */
export const BUSINESS_STATEMENT_TIMEOUT_MS = 9_876;
const BUSINESS_START = Buffer.from(`statement_timeout\0${BUSINESS_STATEMENT_TIMEOUT_MS}\0`);

/** The first message of a client that offers TLS: SSLRequest, its length and code. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** A proxy between a server and PostgreSQL that refuses new connections, as at `max_connections`. */
export class FullServer {
  private isFull = false;
  private readonly business = new Set<Socket>();
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(private readonly target: URL) {
    this.server = createServer((client) => {
      this.keep(client);
      client.once('data', (start) => this.open(client, start));
    });
  }

  /** @param databaseUrl in whose place `url` is used */
  static async before(databaseUrl: string): Promise<FullServer> {
    const full = new FullServer(new URL(databaseUrl));
    await new Promise<void>((resolve) => full.server.listen(0, '127.0.0.1', resolve));
    return full;
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(port);
    return url.href;
  }

  get businessCount(): number {
    return this.business.size;
  }

  /** Ends the business connections and refuses new ones; the connections for checks stay. */
  fill(): void {
    this.isFull = true;
    for (const socket of this.business) socket.destroy();
  }

  free(): void {
    this.isFull = false;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private open(client: Socket, start: Buffer): void {
    if (start.equals(SSL_REQUEST)) {
      client.write('N');
      client.once('data', (next) => this.open(client, next));
      return;
    }
    if (this.isFull) {
      client.end(tooManyClients());
      return;
    }
    const server = connect(Number(this.target.port), this.target.hostname);
    this.keep(server);
    if (start.includes(BUSINESS_START)) this.business.add(client);
    client.on('close', () => {
      this.business.delete(client);
      server.destroy();
    });
    server.on('close', () => client.destroy());
    server.write(start);
    client.pipe(server).pipe(client);
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }
}

/** The answer of PostgreSQL to a connection beyond the limit. */
function tooManyClients(): Buffer {
  const fields = Buffer.from('SFATAL\0VFATAL\0C53300\0Msorry, too many clients already\0\0');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(4 + fields.length, 1);
  return Buffer.concat([head, fields]);
}
