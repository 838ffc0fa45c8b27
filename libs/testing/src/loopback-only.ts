import { Socket } from 'node:net';
import { isLoopback } from '#libs/config';

/** Reserved names without a host (RFC 6761). */
const RESERVED_NAME = /(?:^|\.)(?:invalid|test|example)\.?$/i;

const isHere = (host: string): boolean =>
  isLoopback(host) || host === '0.0.0.0' || host === '::' || RESERVED_NAME.test(host);

/** The forms `connect(port, host)` and `connect({ host })`, and the list that Node itself passes on. */
function hostOf(args: readonly unknown[]): string | undefined {
  const [first, second] = (Array.isArray(args[0]) ? args[0] : args) as unknown[];
  if (typeof first === 'object' && first !== null) return (first as { host?: string }).host;
  return typeof second === 'string' ? second : undefined;
}

/**
 * Refuses each connection of this process to another machine before anything is sent, and records its target. All
 * connections pass through this method: plain, TLS, HTTP, and those of drivers with their own sockets.
 */
export class LoopbackOnly {
  readonly refused: string[] = [];
  private readonly connect = Socket.prototype.connect;

  /** @param known further hosts that may be reached, such as that of a real database */
  start(known: readonly string[] = []): void {
    const { connect, refused } = this;
    Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
      const host = hostOf(args);
      if (host === undefined || isHere(host) || known.includes(host)) {
        return Reflect.apply(connect, this, args);
      }
      refused.push(host);
      // The caller must be able to add its listeners first.
      process.nextTick(() => this.destroy(new Error('Tests reach nobody but this machine')));
      return this;
    };
  }

  stop(): void {
    Socket.prototype.connect = this.connect;
  }
}
