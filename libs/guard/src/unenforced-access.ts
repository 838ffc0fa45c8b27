import 'reflect-metadata';
import { ACCESS_RULES, type AccessRule } from './access-rules.js';

/** Metadata keys that the framework's decorators set on handlers. */
const HTTP_METHOD = 'method';
const MESSAGE_PATTERN = 'microservices:handler_type';
const SOCKET_MESSAGE = 'websockets:message_mapping';
const RESOLVER_TYPE = 'graphql:resolver_type';
const RESOLVER_NAME = 'graphql:resolver_name';
const FIELD = 'graphql:resolve_property';
const REFERENCE = 'graphql:resolve_reference';
/** GraphQL calls it without running guards. */
const TYPE_OF_UNION = '__resolveType';
const ROOT_TYPES: ReadonlySet<unknown> = new Set(['Query', 'Mutation', 'Subscription']);

/** What the framework calls a method for; `none`: it runs no guard before it. */
export type HandlerKind = 'http' | 'message' | 'root' | 'field' | 'none';

export function kindOf(name: string, method: object): HandlerKind {
  const has = (key: string) => Reflect.hasMetadata(key, method);
  if (has(MESSAGE_PATTERN) || has(SOCKET_MESSAGE)) return 'message';
  if (has(HTTP_METHOD)) return 'http';
  if (ROOT_TYPES.has(Reflect.getMetadata(RESOLVER_TYPE, method))) return 'root';
  if (name === TYPE_OF_UNION) return 'none';
  return has(FIELD) || has(REFERENCE) || has(RESOLVER_NAME) ? 'field' : 'none';
}

/** Whether the method or class itself has a rule that requires something of the caller. */
export function hasRequirements(host: object): boolean {
  const rules = (Reflect.getMetadata(ACCESS_RULES, host) ?? []) as readonly AccessRule[];
  return rules.some(({ kind }) => kind !== 'public');
}

const CURES = {
  none: 'No guard runs before it: the framework calls it as no handler. Move the rule to the handler that leads here, or decide in it by Gatehouse.assert (in handleConnection by Gatehouse.handshake).',
  class:
    'The class has no handler before which a guard runs. Move the rule to the handlers that use it, or decide in it by Gatehouse.assert.',
  field:
    "No guard runs before field resolvers of this application. Set fieldResolverEnhancers: ['guards'] in the options of each GraphQLModule, or put the rule on the query that leads here and @Public() on the field.",
  unbound:
    'With globalGuard: false nothing binds the guard here. Add @UseGuards(GatehouseGuard) to it or its class, or leave globalGuard on.',
} as const;

/** Thrown for an access rule that no guard enforces: it looks like protection but is none. */
export class UnenforcedAccess extends Error {
  constructor(
    readonly handlers: readonly string[],
    why: keyof typeof CURES,
  ) {
    super(`The access rule of ${handlers.join(', ')} would not be enforced. ${CURES[why]}`);
    this.name = 'UnenforcedAccess';
  }
}

const PATTERN = 'microservices:pattern';
/** Distinguishes `@GrpcStreamCall` from other gRPC decorators. */
const PASSED_THROUGH = 'pt_stream';

/** Whether the handler receives gRPC's raw call. */
export function isRawStream(method: object): boolean {
  const patterns: unknown = Reflect.getMetadata(PATTERN, method);
  return [patterns].flat().some((pattern) => streamingOf(pattern) === PASSED_THROUGH);
}

const streamingOf = (pattern: unknown): unknown =>
  (pattern as { readonly streaming?: unknown } | null | undefined)?.streaming;

/**
 * A handler whose refusals the framework does not send: the caller would wait forever, and the unhandled rejection
 * would end the process, so any caller could stop it.
 */
export class UnrefusableHandler extends Error {
  constructor(readonly handler: string) {
    super(
      `${handler} is a @GrpcStreamCall handler, and no caller of it can be told of a refusal. ` +
        'Make it @GrpcStreamMethod, or @Public() and decide in it by Gatehouse.verify.',
    );
    this.name = 'UnrefusableHandler';
  }
}
