import { Socket } from 'node:net';
import { isLoopback } from '#libs/config';

/** RFC 6761: these are nobody. */
const NOBODY = /(?:^|\.)(?:invalid|test|example)\.?$/i;

const isHere = (host: string): boolean =>
  isLoopback(host) || host === '0.0.0.0' || host === '::' || NOBODY.test(host);

/** `connect(port, host)`, `connect({ host })`, and the list that Node itself hands on. */
function hostOf(args: readonly unknown[]): string | undefined {
  const [first, second] = (Array.isArray(args[0]) ? args[0] : args) as unknown[];
  if (typeof first === 'object' && first !== null) return (first as { host?: string }).host;
  return typeof second === 'string' ? second : undefined;
}

/**
 * Refuses each connection of this process to another machine, before anything is sent, and remembers where it would
 * have gone. Whatever connects comes through this one method: plain, TLS, HTTP, and drivers that make their own sockets.
 */
export class LoopbackOnly {
  readonly refused: string[] = [];
  private readonly connect = Socket.prototype.connect;

  /** @param known hosts that may be reached besides, such as that of a real database */
  start(known: readonly string[] = []): void {
    const { connect, refused } = this;
    Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
      const host = hostOf(args);
      if (host === undefined || isHere(host) || known.includes(host)) {
        return Reflect.apply(connect, this, args);
      }
      refused.push(host);
      // The caller adds its listeners first.
      process.nextTick(() => this.destroy(new Error('Tests reach nobody but this machine')));
      return this;
    };
  }

  stop(): void {
    Socket.prototype.connect = this.connect;
  }
}
