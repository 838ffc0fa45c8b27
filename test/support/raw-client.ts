import { connect, type Socket } from 'node:net';

/** A client that sends exact bytes and disconnects on demand. */
export class RawClient {
  received = '';
  isClosed = false;
  /** Whether the server has ended its side. */
  hasHeardEnd = false;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => (this.received += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('end', () => (this.hasHeardEnd = true));
    socket.on('close', () => (this.isClosed = true));
  }

  /** `staysOpen`: it does not close its side when the server has. */
  static connect(port: number, { staysOpen = false } = {}): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const host = '127.0.0.1';
      const socket = connect({ port, host, noDelay: true, allowHalfOpen: staysOpen });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new RawClient(socket)));
    });
  }

  /** Resolves when the bytes are handed to the kernel. */
  send(text: string): Promise<void> {
    return new Promise((resolve) => this.socket.write(text, 'latin1', () => resolve()));
  }

  /** Disconnects by a reset or in order. */
  leave(how: 'reset' | 'close' = 'close'): void {
    if (how === 'reset') this.socket.resetAndDestroy();
    else this.socket.destroy();
  }

  /** Stops reading. */
  stopReading(): void {
    this.socket.pause();
  }

  /** The status codes of the received answers. */
  get statuses(): number[] {
    return [...this.received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  }
}
