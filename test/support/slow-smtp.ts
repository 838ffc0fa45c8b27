import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * `silent`: accepts connections and sends nothing. `cut`: disconnects in the middle of the content. `late`: accepts the
 * content and answers seconds later. `accept`: a minimal working server.
 */
export type SlowSmtpMode = 'silent' | 'cut' | 'late' | 'accept';

const LATE_MS = 4_000;

/** A slow or faulty mail server. */
export class SlowSmtp {
  mode: SlowSmtpMode = 'silent';
  /** Connections ever made. */
  connections = 0;
  /** Contents that were answered by 250. */
  readonly accepted: string[] = [];
  private readonly decisions: NodeJS.Timeout[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.serve(socket));
  }

  static async start(): Promise<SlowSmtp> {
    const slow = new SlowSmtp(createServer());
    await new Promise<void>((resolve) => slow.server.listen(0, '127.0.0.1', resolve));
    return slow;
  }

  get env(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return { MAIL_SERVER: '127.0.0.1', MAIL_PORT: String(port) };
  }

  /** The open connections. */
  get standing(): number {
    return this.sockets.size;
  }

  async close(): Promise<void> {
    for (const decision of this.decisions) clearTimeout(decision);
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.connections += 1;
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    if (this.mode === 'silent') return void socket.resume();
    this.converse(socket);
  }

  private get pauseMs(): number {
    return this.mode === 'late' ? LATE_MS : 0;
  }

  private answer(socket: Socket, words: string, afterMs: number): void {
    const say = () => void (socket.writable && socket.write(`${words}\r\n`));
    if (afterMs === 0) return say();
    this.decisions.push(setTimeout(say, afterMs));
  }

  private converse(socket: Socket): void {
    const { mode } = this;
    let buffered = '';
    let isText = false;
    socket.write('220 slow.test\r\n');
    socket.on('data', (chunk: Buffer) => {
      buffered += chunk.toString('latin1');
      if (isText && mode === 'cut') return void socket.destroy();
      const end = isText ? buffered.indexOf('\r\n.\r\n') : buffered.lastIndexOf('\r\n');
      if (end < 0) return;
      const said = buffered.slice(0, end);
      buffered = '';
      if (isText) this.accepted.push(said);
      const isDataCommand = !isText && /^DATA$/im.test(said);
      this.answer(socket, isDataCommand ? '354 go on' : '250 fine', isText ? this.pauseMs : 0);
      isText = isDataCommand;
      if (/^QUIT$/im.test(said)) socket.end();
    });
  }
}
