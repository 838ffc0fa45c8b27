/** Headers of a request, or a similar record. */
export type HeaderBag = Readonly<Record<string, unknown>>;

/** The token of an `Authorization: Bearer` value. */
export function parseBearer(value: string): string | undefined {
  if (value.length < 8 || value.charCodeAt(6) !== 32) return undefined;
  const scheme = value.slice(0, 6);
  if (scheme !== 'Bearer' && scheme.toLowerCase() !== 'bearer') return undefined;
  const token = value.charCodeAt(7) === 32 ? value.slice(7).trimStart() : value.slice(7);
  return token === '' ? undefined : token;
}

/**
 * The Bearer token in a set of headers, whose names Node gives in lower case and other sources in their original
 * spelling.
 */
export function bearerIn(headers: HeaderBag | undefined): string | undefined {
  const value = headers?.['authorization'] ?? headers?.['Authorization'];
  return typeof value === 'string' ? parseBearer(value) : undefined;
}

/** The handshake of a WebSocket: socket.io keeps it on the socket, `ws` passes the request to `handleConnection`. */
export interface HandshakeLike {
  readonly headers?: HeaderBag;
  readonly auth?: HeaderBag;
  /** Address of the peer, from socket.io. */
  readonly address?: unknown;
}

const SUBPROTOCOL = 'gatehouse.bearer.';
const tokens = new WeakMap<object, string>();

/** Stores the token of a connection for its later messages. */
export function keepHandshakeToken(client: object, token: string): void {
  tokens.set(client, token);
}

/** The address of the peer, if the socket library provides it. */
export function handshakeAddressOf(client: object): string | undefined {
  const address = (client as { readonly handshake?: HandshakeLike }).handshake?.address;
  return typeof address === 'string' ? address : undefined;
}

/** The token of a connection: the stored one, or the one in its handshake. */
export function handshakeTokenOf(client: object): string | undefined {
  const handshake = (client as { readonly handshake?: HandshakeLike }).handshake;
  return tokens.get(client) ?? (handshake && tokenInHandshake(handshake));
}

/**
 * The token of a handshake: `Authorization: Bearer` (programs), socket.io's `auth: { token }`, or, for browsers, which
 * cannot set headers, the subprotocol `gatehouse.bearer.TOKEN` next to the actual one. Never the query string, which
 * is logged.
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
