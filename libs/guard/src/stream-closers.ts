import 'reflect-metadata';
import type { ExecutionContext } from '@nestjs/common';
import { BoundedMap } from './core/bounded-map.js';
import type { OpenStreams, Watched } from './core/open-streams.js';
import type { Refusal } from './errors.js';

/** An open connection or response, and how to close it. */
export interface OpenChannel {
  /** An object that exists as long as the channel. */
  readonly key: object;
  /** Whether its client has already disconnected; `onGone` is then not called. */
  readonly isGone: boolean;
  readonly onGone: (gone: () => void) => void;
  readonly close: (refusal: Refusal) => void;
}

interface Emitter {
  once?(event: string, listener: () => void): unknown;
}

interface SocketLike extends Emitter {
  /** Of `ws`; 3 is closed. */
  readonly readyState?: number;
  /** Of socket.io. */
  readonly disconnected?: boolean;
  /** Of `ws`. */
  close?(code?: number, reason?: string): void;
  /** Of socket.io. */
  disconnect?(close: boolean): void;
  emit?(event: string, data: unknown): unknown;
}

interface ResponseLike extends Emitter {
  readonly raw?: ResponseLike;
  readonly destroyed?: boolean;
  /** Of HTTP/2. */
  readonly stream?: { readonly destroyed?: boolean; close?(): void };
  destroy?(): void;
}

const SSE = '__sse__';
const RESOLVER_TYPE = 'graphql:resolver_type';
const CLOSE_ON_END = 'gatehouse:close-on-end';
const CLOSED = 3;

/**
 * The close code: from the range that RFC 6455 reserves for applications, by the refusal's status; 1013 is "try again
 * later".
 */
const codeOf = ({ status }: Refusal) => (status === 503 ? 1013 : 4000 + status);

/**
 * Whether a stream opened by a handler is closed when its caller could not open it again. By default WebSockets,
 * subscriptions and `@Sse` are; a handler that keeps a plain response open declares it with `true`.
 */
export const CloseOnEnd =
  (closes = true): MethodDecorator =>
  (_target, _key, descriptor) => {
    Reflect.defineMetadata(CLOSE_ON_END, closes, descriptor.value as object);
  };

const closesOnEnd = (handler: object) =>
  Reflect.getMetadata(CLOSE_ON_END, handler) as boolean | undefined;

/** Whether a handler keeps its HTTP response open, and this response is to be closed. */
export const keepsResponseOpen = (handler: object): boolean =>
  closesOnEnd(handler) ?? Reflect.hasMetadata(SSE, handler);

/** The channel that the handler opens; `undefined` if it opens none, or if it is not to be closed. */
export function channelOf(context: ExecutionContext): OpenChannel | undefined {
  const handler = context.getHandler();
  if (closesOnEnd(handler) === false) return undefined;
  switch (context.getType<string>()) {
    case 'ws':
      return socketChannel(context.getArgByIndex<SocketLike>(0));
    case 'http':
      return keepsResponseOpen(handler)
        ? responseChannel(context.getArgByIndex<ResponseLike>(1))
        : undefined;
    case 'graphql':
      return Reflect.getMetadata(RESOLVER_TYPE, handler) === 'Subscription'
        ? subscriptionChannel(context.getArgByIndex(2))
        : undefined;
    default:
      return undefined;
  }
}

/**
 * Watches a channel until it is closed from either side. Returns `false` if it is already closed, because it would be
 * watched forever.
 */
export function watchChannel(
  streams: OpenStreams,
  { key, isGone, onGone, close }: OpenChannel,
  watched: Omit<Watched, 'close'>,
): boolean {
  if (isGone) return false;
  const isNew = !streams.has(key);
  streams.add(key, { ...watched, close });
  if (isNew) onGone(() => streams.forget(key));
  return true;
}

/** A WebSocket of `ws` or socket.io. */
export function socketChannel(socket: SocketLike): OpenChannel {
  return {
    key: socket,
    isGone: socket.readyState === CLOSED || socket.disconnected === true,
    onGone: (gone) => void socket.once?.(isSocketIo(socket) ? 'disconnect' : 'close', gone),
    close: (refusal) => {
      if (!isSocketIo(socket)) return socket.close?.(codeOf(refusal), refusal.code);
      socket.emit?.('exception', refusal.toBody());
      socket.disconnect?.(true);
    },
  };
}

const isSocketIo = (socket: SocketLike) => typeof socket.disconnect === 'function';

/** The response is destroyed rather than ended, because its writer would write after the end. */
function responseChannel(response: ResponseLike): OpenChannel {
  const raw = response.raw ?? response;
  return {
    key: raw,
    isGone: raw.destroyed === true || raw.stream?.destroyed === true,
    onGone: (gone) => void raw.once?.('close', gone),
    close: () => (raw.stream?.close ? raw.stream.close() : raw.destroy?.()),
  };
}

/** The socket of `graphql-ws`, which handles 4401 and 4403 and carries every subscription of the caller. */
function subscriptionChannel(context: unknown): OpenChannel | undefined {
  const { extra } = (context ?? {}) as { extra?: { socket?: SocketLike } };
  return extra?.socket && socketChannel(extra.socket);
}

/** Calls may name any number of units. */
const MAX_RULES_OF_HANDLER = 10_000;

/**
 * Identifies the rule by which a stream was admitted: the handler, which of its self-exceptions held, and at which units.
 * Access to another user's resource by permission is a different rule from access to the caller's own.
 */
export class StreamRules {
  private readonly byHandler = new WeakMap<object, BoundedMap<string, object>>();

  of(handler: object, selves: string): object {
    const rules =
      this.byHandler.get(handler) ?? new BoundedMap<string, object>(MAX_RULES_OF_HANDLER);
    this.byHandler.set(handler, rules);
    const known = rules.get(selves) ?? {};
    rules.set(selves, known);
    return known;
  }
}
