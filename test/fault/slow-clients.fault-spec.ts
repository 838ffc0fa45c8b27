import { connect, type Socket } from 'node:net';
import {
  createTestDatabase,
  eventually,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';

const CLIENTS = 200;

/** A client that begins a request and never ends it. */
class Dawdler {
  answer = '';
  isClosed = false;
  private readonly socket: Socket;
  private readonly timer: NodeJS.Timeout;

  constructor(port: number, beginning: string, drop: string) {
    this.socket = connect(port, '127.0.0.1', () => this.socket.write(beginning));
    this.timer = setInterval(() => this.socket.write(drop), 1000);
    this.socket.on('data', (chunk: Buffer) => (this.answer += chunk.toString()));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.isClosed = true;
      clearInterval(this.timer);
    });
  }

  end(): void {
    clearInterval(this.timer);
    this.socket.destroy();
  }
}

describe('clients that send their requests drop by drop', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  beforeAll(async () => {
    database = await createTestDatabase();
    server = await startServerProcess({ databaseUrl: database.url });
  });
  afterAll(async () => {
    await server.kill();
    await database.drop();
  });

  const many = (beginning: string, drop: string) => {
    const port = Number(new URL(server.url).port);
    return Array.from({ length: CLIENTS }, () => new Dawdler(port, beginning, drop));
  };

  it.each([
    ['their headers', 'GET /health/live HTTP/1.1\r\nHost: x\r\n', 'X-A: b\r\n'],
    [
      'their body',
      'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n',
      ' ',
    ],
  ])(
    'slow clients (%s) are disconnected, and all others are served meanwhile',
    async (_what, beginning, drop) => {
      const dawdlers = many(beginning, drop);
      expect(await server.get('/health/ready')).toMatchObject({ status: 200 });
      await eventually(() => dawdlers.every(({ isClosed }) => isClosed), 50_000);
      const answered = dawdlers.filter(({ answer }) => answer.startsWith('HTTP/1.1 408'));
      expect(answered).toHaveLength(CLIENTS);
      expect(answered[0]?.answer).toContain('REQUEST_TIMEOUT');
      expect(await server.get('/health/ready')).toMatchObject({ status: 200 });
      dawdlers.forEach((dawdler) => dawdler.end());
    },
    70_000,
  );
});
