import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { clientAddress, parseTrustProxy, type TrustRule } from './client-address.js';

/** The clients' addresses. That of a connection without trusted proxies is found out once, for all of its requests. */
export class ClientAddresses {
  private readonly trust: TrustRule;
  private readonly peers = new WeakMap<Socket, string>();

  constructor(trustProxy: string | undefined) {
    this.trust = parseTrustProxy(trustProxy) ?? { kind: 'none' };
  }

  of({ headers, socket }: IncomingMessage): string {
    // Node joins repeated headers of this name.
    const forwarded = headers['x-forwarded-for'] as string | undefined;
    if (forwarded !== undefined && this.trust.kind !== 'none')
      return clientAddress(socket.remoteAddress, forwarded, this.trust);
    const known = this.peers.get(socket);
    if (known !== undefined) return known;
    const address = clientAddress(socket.remoteAddress, undefined, this.trust);
    this.peers.set(socket, address);
    return address;
  }
}
