import { Origins } from './origins.js';
import type { GatehouseReply, GatehouseRequest } from './request-context.js';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const REQUEST_HEADERS =
  'authorization, content-type, gatehouse-proof, idempotency-key, x-captcha-solution, x-device-token, x-request-id';
const EXPOSED_HEADERS =
  'x-request-id, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset, www-authenticate, idempotency-replayed, x-device-token';
const MAX_AGE_SECONDS = '600';

/**
 * Allows the configured browser applications to call the API with credentials. An origin is compared as a whole, and a
 * wildcard matches exactly one label; `null` never matches, and `*` is never combined with credentials.
 */
export class Cors {
  private readonly origins: Origins;
  private readonly isOpen: boolean;

  constructor(origins: readonly string[]) {
    this.origins = new Origins(origins);
    this.isOpen = this.origins.hasAny;
  }

  /** The headers of every response, with or without an `Origin` in the request. */
  get headersWithoutOrigin(): Readonly<Record<string, string>> {
    return this.isPerOrigin ? { vary: 'Origin' } : {};
  }

  /** Whether responses differ by origin. */
  get isPerOrigin(): boolean {
    return !this.origins.isEmpty && !this.isOpen;
  }

  /** The `Vary` header of a handler, with `Origin` added. */
  static variedBy(said: string): string {
    if (/(?:^|,)\s*(?:\*|origin)\s*(?:,|$)/i.test(said)) return said;
    return said === '' ? 'Origin' : `${said}, Origin`;
  }

  /** Sets the headers that depend on the origin; returns whether the request was a preflight and needs no further handling. */
  apply(request: GatehouseRequest, reply: GatehouseReply): boolean {
    if (this.origins.isEmpty) return false;
    const { origin } = request.headers;
    const isAllowed = origin !== undefined && this.origins.has(origin);
    if (isAllowed) this.allow(origin, reply);
    return request.method === 'OPTIONS' && this.preflight(request, reply, isAllowed);
  }

  private allow(origin: string, reply: GatehouseReply): void {
    reply.header('access-control-allow-origin', this.isOpen ? '*' : origin);
    reply.header('access-control-expose-headers', EXPOSED_HEADERS);
    reply.header('cross-origin-resource-policy', 'cross-origin');
    if (!this.isOpen) reply.header('access-control-allow-credentials', 'true');
  }

  private preflight(request: GatehouseRequest, reply: GatehouseReply, isAllowed: boolean): boolean {
    if (request.headers['access-control-request-method'] === undefined) return false;
    if (isAllowed) {
      reply.header('access-control-allow-methods', METHODS);
      reply.header('access-control-allow-headers', REQUEST_HEADERS);
      reply.header('access-control-max-age', MAX_AGE_SECONDS);
    }
    return true;
  }
}
