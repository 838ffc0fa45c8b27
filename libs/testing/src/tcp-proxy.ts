import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * `open`: forwards everything. `blackHole`: connections stay open, nothing is forwarded. `cut`: connections are closed
 * and new ones are refused.
 */
export type ProxyState = 'open' | 'blackHole' | 'cut';

/** A proxy that simulates an unreliable network between a client and a server. */
export class TcpProxy {
  private state: ProxyState = 'open';
  private delayMs = 0;
  private areAnswersHeld = false;
  private readonly sockets = new Set<Socket>();
  private readonly stranded = new WeakSet<Socket>();
  private readonly held: (() => void)[] = [];

  private constructor(
    private readonly server: Server,
    private target: { host: string; port: number },
  ) {
    server.on('connection', (client) => this.accept(client));
  }

  static async start(target: { host?: string; port: number }): Promise<TcpProxy> {
    const server = createServer({ pauseOnConnect: true });
    const proxy = new TcpProxy(server, { host: target.host ?? '127.0.0.1', port: target.port });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The URL of the server through this proxy. */
  through(url: string): string {
    const changed = new URL(url);
    changed.hostname = '127.0.0.1';
    changed.port = String(this.port);
    return changed.href;
  }

  get isUsed(): boolean {
    return this.sockets.size > 0;
  }

  /** Changes the target of new connections, as when a name or an address moves; existing ones are unchanged. */
  moveTo(port: number): void {
    this.target = { ...this.target, port };
  }

  /** Delays data sent from now on, in each direction. */
  delay(milliseconds: number): void {
    this.delayMs = milliseconds;
  }

  cut(): void {
    this.state = 'cut';
    for (const socket of this.sockets) socket.destroy();
  }

  blackHole(): void {
    this.state = 'blackHole';
  }

  /** Forwards what clients send, and holds back what the target answers. */
  holdAnswers(): void {
    this.areAnswersHeld = true;
  }

  /**
   * Blocks the current connections permanently: they stay open, and neither data nor their end is forwarded. New ones
   * work.
   */
  strand(): void {
    for (const socket of this.sockets) this.stranded.add(socket);
  }

  /** Forwards everything again, including the data held back. */
  heal(): void {
    this.state = 'open';
    this.areAnswersHeld = false;
    this.delayMs = 0;
    for (const release of this.held.splice(0)) release();
  }

  async close(): Promise<void> {
    this.cut();
    this.heal();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    if (this.state === 'cut') {
      client.destroy();
      return;
    }
    const server = connect(this.target);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(from);
      from.setNoDelay(true);
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        if (!this.stranded.has(from)) to.destroy();
      });
      void this.pass(from, to, from === server);
    }
    client.resume();
  }

  private isHeld(isAnswer: boolean): boolean {
    return this.state === 'blackHole' || (isAnswer && this.areAnswersHeld);
  }

  /** Chunk by chunk, so that the order is kept with any delay. */
  private async pass(from: Socket, to: Socket, isAnswer: boolean): Promise<void> {
    try {
      for await (const chunk of from) {
        if (this.delayMs > 0) await sleep(this.delayMs);
        if (this.isHeld(isAnswer)) await new Promise<void>((go) => this.held.push(go));
        if (!to.destroyed && !this.stranded.has(from)) to.write(chunk as Buffer);
      }
      if (!this.stranded.has(from)) to.end();
    } catch {
      if (!this.stranded.has(from)) to.destroy();
    }
  }
}

export function startTcpProxy(target: { host?: string; port: number }): Promise<TcpProxy> {
  return TcpProxy.start(target);
}
