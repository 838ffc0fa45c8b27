import type { ExecutionContext } from '@nestjs/common';
import type { UnitSource } from './unit-source.js';
import { bearerIn, type HeaderBag, handshakeAddressOf, handshakeTokenOf } from './caller-tokens.js';

/** Where a call of one context type has its credential, its parameters and its identity. */
interface Carrier {
  token(context: ExecutionContext): string | undefined;
  /** Address of the caller from the framework, which is the forwarded one only if the service trusts its proxy. */
  address(context: ExecutionContext): string | undefined;
  parameter(context: ExecutionContext, name: string): unknown;
  store(context: ExecutionContext): object;
}

interface HttpLike {
  readonly headers?: HeaderBag;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly ip?: unknown;
  readonly socket?: { readonly remoteAddress?: unknown };
}

interface GraphqlContext extends HttpLike {
  readonly req?: HttpLike;
  readonly request?: HttpLike;
  readonly connectionParams?: HeaderBag;
  readonly extra?: { readonly request?: HttpLike };
}

const own = (record: unknown, name: string): unknown =>
  typeof record === 'object' && record !== null && Object.hasOwn(record, name)
    ? (record as Record<string, unknown>)[name]
    : undefined;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const peerOf = (request: HttpLike | undefined): string | undefined =>
  text(request?.ip) ?? text(request?.socket?.remoteAddress);

const http: Carrier = {
  address: (context) => peerOf(context.getArgByIndex<HttpLike>(0)),
  token: (context) => bearerIn(context.getArgByIndex<HttpLike>(0).headers),
  parameter: (context, name) => own(context.getArgByIndex<HttpLike>(0).params, name),
  store: (context) => context.getArgByIndex<object>(0),
};

const graphqlContext = (context: ExecutionContext) =>
  context.getArgByIndex<GraphqlContext | undefined>(2) ?? {};

const graphqlRequest = (context: GraphqlContext): HttpLike =>
  context.req ?? context.request ?? context.extra?.request ?? context;

const graphql: Carrier = {
  address: (context) => peerOf(graphqlRequest(graphqlContext(context))),
  token: (context) => {
    const value = graphqlContext(context);
    return bearerIn(value.connectionParams) ?? bearerIn(graphqlRequest(value).headers);
  },
  parameter: (context, name) => own(context.getArgByIndex(1), name),
  store: (context) => graphqlRequest(graphqlContext(context)),
};

const ws: Carrier = {
  address: (context) => handshakeAddressOf(context.getArgByIndex<object>(0)),
  token: (context) => handshakeTokenOf(context.getArgByIndex<object>(0)),
  parameter: (context, name) => own(context.getArgByIndex(1), name),
  store: (context) => {
    const data: unknown = context.getArgByIndex(1);
    return isObject(data) ? data : context.getArgByIndex<object>(0);
  },
};

/** gRPC metadata and NATS headers are read by a method, other headers by name. */
interface RpcContext {
  readonly get?: (name: string) => unknown;
  readonly getHeaders?: () => { get?: (name: string) => unknown } | undefined;
  readonly getMessage?: () => {
    readonly headers?: HeaderBag;
    readonly properties?: { readonly headers?: HeaderBag };
  };
}

const readBy = (reader: { get?: (name: string) => unknown } | undefined): unknown =>
  typeof reader?.get === 'function' ? first(reader.get('authorization')) : undefined;

function messageHeaders(call: RpcContext): HeaderBag | undefined {
  const message = typeof call.getMessage === 'function' ? call.getMessage() : undefined;
  return message?.properties?.headers ?? message?.headers;
}

function rpcHeader(call: RpcContext | undefined): unknown {
  if (!isObject(call)) return undefined;
  const headers = typeof call.getHeaders === 'function' ? call.getHeaders() : undefined;
  return readBy(call) ?? readBy(headers) ?? first(messageHeaders(call)?.['authorization']);
}

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);

const rpc: Carrier = {
  // The peer is a broker, so a token bound to networks is never valid here.
  address: () => undefined,
  token: (context) => {
    const header = rpcHeader(context.getArgByIndex<RpcContext | undefined>(1));
    const authorization = header ?? own(context.getArgByIndex(0), 'authorization');
    // Kafka and AMQP deliver header values as bytes.
    return bearerIn({
      authorization: Buffer.isBuffer(authorization)
        ? authorization.toString('latin1')
        : authorization,
    });
  },
  parameter: (context, name) => own(context.getArgByIndex(0), name),
  store: (context) => {
    const [data, call] = context.getArgs<[unknown, unknown]>();
    return isObject(call) ? call : isObject(data) ? data : context.getArgs();
  },
};

const CARRIERS: Readonly<Record<string, Carrier>> = { http, graphql, ws, rpc };

function carrierOf(context: ExecutionContext): Carrier {
  const carrier = CARRIERS[context.getType<string>()];
  if (!carrier)
    throw new Error(`@gatehouse/guard knows no context of the kind ${context.getType()}`);
  return carrier;
}

/** The Bearer token of a call; `undefined` if there is none. Never read from a query string. */
export const tokenOf = (context: ExecutionContext): string | undefined =>
  carrierOf(context).token(context);

/** The address of the caller; `undefined` if the transport does not provide it. */
export const addressOf = (context: ExecutionContext): string | undefined =>
  carrierOf(context).address(context);

/** A path parameter, an argument or a member of the payload; own members only. */
export const parameterOf = (context: ExecutionContext, name: string): unknown =>
  carrierOf(context).parameter(context, name);

/** What a call names as a unit; own members only. */
export function unitNamedIn(context: ExecutionContext, { from, name }: UnitSource): unknown {
  if (from === 'param' || context.getType<string>() !== 'http') return parameterOf(context, name);
  const request = context.getArgByIndex<HttpLike>(0);
  return own(from === 'query' ? request.query : request.body, name);
}

/** The object that exists as long as the call and stores its identity. */
export const storeOf = (context: ExecutionContext): object => carrierOf(context).store(context);
