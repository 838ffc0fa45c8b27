import { bearerIn, parseBearer, type HeaderBag } from './bearer.js';

/** What a WebSocket was opened with: socket.io keeps it on the socket, `ws` hands the request to `handleConnection`. */
export interface HandshakeLike {
  readonly headers?: HeaderBag;
  readonly auth?: HeaderBag;
  /** Of the peer, as socket.io has it. */
  readonly address?: unknown;
}

const SUBPROTOCOL = 'gatehouse.bearer.';
const tokens = new WeakMap<object, string>();

/** Remembers the token of a connection, for the messages that will come over it. */
export function keepHandshakeToken(client: object, token: string): void {
  tokens.set(client, token);
}

/** The address of the peer, where the library of sockets tells it. */
export function handshakeAddressOf(client: object): string | undefined {
  const address = (client as { readonly handshake?: HandshakeLike }).handshake?.address;
  return typeof address === 'string' ? address : undefined;
}

/** The token a connection was opened with. */
export function handshakeTokenOf(client: object): string | undefined {
  const handshake = (client as { readonly handshake?: HandshakeLike }).handshake;
  return tokens.get(client) ?? (handshake && tokenInHandshake(handshake));
}

/**
 * `Authorization: Bearer` (programs), socket.io's `auth: { token }`, or, for browsers that can set no header, the
 * subprotocol `gatehouse.bearer.TOKEN` beside the one that is meant. Never the query string, which ends up in logs.
 */
export function tokenInHandshake({ headers, auth }: HandshakeLike): string | undefined {
  const given = auth?.['token'];
  if (typeof given === 'string' && given !== '') return parseBearer(given) ?? given;
  const bearer = bearerIn(headers);
  if (bearer !== undefined) return bearer;
  const offered = headers?.['sec-websocket-protocol'];
  if (typeof offered !== 'string') return undefined;
  const protocol = offered
    .split(',')
    .map((name) => name.trim())
    .find((name) => name.startsWith(SUBPROTOCOL));
  return protocol?.slice(SUBPROTOCOL.length);
}
