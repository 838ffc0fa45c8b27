import { Origins } from './origins.js';
import type { GatehouseReply, GatehouseRequest } from './request-context.js';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const REQUEST_HEADERS =
  'authorization, content-type, gatehouse-proof, idempotency-key, x-captcha-solution, x-device-token, x-request-id';
const EXPOSED_HEADERS =
  'x-request-id, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset, www-authenticate, idempotency-replayed, x-device-token';
const MAX_AGE_SECONDS = '600';

/**
 * Lets the browser applications of the list call the API with credentials. An origin is compared as a
 * whole, a wildcard with exactly one label; `null` never matches, and `*` never goes with credentials.
 */
export class Cors {
  private readonly origins: Origins;
  private readonly isOpen: boolean;

  constructor(origins: readonly string[]) {
    this.origins = new Origins(origins);
    this.isOpen = this.origins.hasAny;
  }

  /** What every answer has, of a request with an `Origin` or without. */
  get headersWithoutOrigin(): Readonly<Record<string, string>> {
    return this.isPerOrigin ? { vary: 'Origin' } : {};
  }

  /** Whether a copy of an answer is good for one origin alone. */
  get isPerOrigin(): boolean {
    return !this.origins.isEmpty && !this.isOpen;
  }

  /** What a handler says that its answer varies by, and the origin. */
  static variedBy(said: string): string {
    if (/(?:^|,)\s*(?:\*|origin)\s*(?:,|$)/i.test(said)) return said;
    return said === '' ? 'Origin' : `${said}, Origin`;
  }

  /** Sets the headers; answers whether the request was a preflight and is finished with them. */
  apply(request: GatehouseRequest, reply: GatehouseReply): boolean {
    if (this.origins.isEmpty) return false;
    const { origin } = request.headers;
    reply.headers(this.headersWithoutOrigin);
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
