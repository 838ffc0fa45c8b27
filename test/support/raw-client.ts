import { connect, type Socket } from 'node:net';

/** A client that says exactly what it is told, and leaves when it is told. */
export class RawClient {
  received = '';
  isClosed = false;
  /** The other side has said that it sends no more. */
  hasHeardEnd = false;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => (this.received += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('end', () => (this.hasHeardEnd = true));
    socket.on('close', () => (this.isClosed = true));
  }

  /** `staysOpen`: it does not close its side because the other has. */
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

  /** Leaves: with a reset, or in order. */
  leave(how: 'reset' | 'close' = 'close'): void {
    if (how === 'reset') this.socket.resetAndDestroy();
    else this.socket.destroy();
  }

  /** Takes nothing more of what comes. */
  stopReading(): void {
    this.socket.pause();
  }

  /** The status of each answer that has come. */
  get statuses(): number[] {
    return [...this.received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  }
}
