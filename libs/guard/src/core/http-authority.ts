import type { Manifest, ManifestReport } from '../types.js';
import { isSendable } from './app-token-format.js';
import { callerKey } from './caller-address.js';
import { bytesOf, withDeadline } from './deadline.js';
import { readRights, strings, toRights, toUnitPaths, toUnitsPage } from './http-units.js';
import {
  AuthorityError,
  type AppTokenAnswer,
  type AppTokenState,
  type AskedAppToken,
  type CallerStanding,
  type Authority,
  type FeedStream,
  type Introspection,
  type JwkSet,
  type Rights,
  type UnitPathOf,
  type UnitsAsked,
  type UnitsPage,
} from './authority.js';

export interface HttpAuthorityOptions {
  /** Address of the server, without a trailing slash. */
  readonly url: string;
  readonly appToken: string | (() => string | Promise<string>);
  readonly timeoutMs: number;
  /** The most units of one user that are read. */
  readonly maxUnitsPerUser?: number;
  readonly fetch: typeof fetch;
}

interface Call {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** The Bearer token; absent: the service's own application token; `null`: none. */
  readonly bearer?: string | null;
  readonly accept?: readonly number[];
}

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const MAX_HEADER_WAIT_MS = 5000;
const DEFAULT_MAX_UNITS_PER_USER = 20_000;

/** The server over HTTP, with the global `fetch` only. */
export class HttpAuthority implements Authority {
  private tellTime: ((serverMs: number) => void) | undefined;

  constructor(private readonly options: HttpAuthorityOptions) {}

  onServerTime(told: (serverMs: number) => void): void {
    this.tellTime = told;
  }

  async fetchKeys(): Promise<JwkSet> {
    const { body } = await this.call('/.well-known/jwks.json', { bearer: null });
    const { keys } = body;
    if (!Array.isArray(keys)) throw unexpected('the key set');
    return { keys: keys as JwkSet['keys'] };
  }

  async fetchRights(userId: string, etag?: string): Promise<Rights | null> {
    const most = this.options.maxUnitsPerUser ?? DEFAULT_MAX_UNITS_PER_USER;
    return readRights((query, condition) => this.askRights(query, condition), {
      userId,
      etag,
      most,
    });
  }

  private async askRights(query: string, etag: string | undefined) {
    const { status, headers, body } = await this.call(`/api/guard/permissions?${query}`, {
      headers: etag ? { 'If-None-Match': etag } : {},
      accept: [200, 304],
    });
    return status === 304
      ? null
      : { rights: toRights(body, headers.get('etag') ?? undefined), body };
  }

  async fetchUnitPaths(ids: readonly string[]): Promise<readonly UnitPathOf[] | null> {
    const path = `/api/guard/units?ids=${ids.map(encodeURIComponent).join(',')}`;
    const { status, body } = await this.call(path, { accept: [200, 404] });
    return status === 404 ? null : toUnitPaths(body);
  }

  async fetchUnitsWhere(asked: UnitsAsked): Promise<UnitsPage | null> {
    const { userId, permission, acr, limit, cursor } = asked;
    const query = new URLSearchParams({ user: userId, permission, acr, limit: String(limit) });
    if (cursor !== undefined) query.set('cursor', cursor);
    const { status, body } = await this.call(`/api/guard/units/where?${query.toString()}`, {
      accept: [200, 404],
    });
    return status === 404 ? null : toUnitsPage(body);
  }

  async introspect(token: string): Promise<Introspection> {
    const { body } = await this.call('/api/tokens/introspect', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ token }).toString(),
    });
    if (body['active'] === false) return { active: false };
    if (body['active'] !== true) throw unexpected('introspection');
    const { sub, sid } = body;
    if (typeof sub !== 'string' || typeof sid !== 'string') throw unexpected('introspection');
    return { active: true, sub, sid, rights: toRights(body) };
  }

  async validateAppToken(token: string): Promise<AppTokenState | null> {
    const { status, body } = await this.call('/api/tokens/validate', {
      bearer: token,
      // The server sees the address of this guard, not of the caller, so the guard checks the token's networks.
      headers: { 'Gatehouse-Networks': 'told', 'Gatehouse-Asker': await this.ownToken() },
      accept: [200, 401],
    });
    return status === 401 ? null : toAppTokenState(body);
  }

  /** Sends only digests of the tokens: a caller with a valid token of its own may look them up. */
  async askAppTokens(
    asked: readonly AskedAppToken[],
  ): Promise<readonly (AppTokenAnswer | null)[] | null> {
    const bearer = await this.ownToken();
    const tokens = asked.map(({ digest, caller }) => ({
      digest: Buffer.from(digest, 'base64').toString('base64url'),
      caller: callerKey(caller, bearer),
    }));
    const { status, body } = await this.call('/api/guard/app-tokens', {
      method: 'POST',
      bearer,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ tokens }),
      accept: [200, 404, 405],
    });
    if (status !== 200) return null;
    const { tokens: answers } = body;
    if (!Array.isArray(answers) || answers.length !== asked.length) throw unexpected('app-tokens');
    return answers.map(toAppTokenAnswer);
  }

  async declareManifest(
    manifest: Manifest,
    { dryRun }: { dryRun: boolean },
  ): Promise<ManifestReport> {
    const { body } = await this.call(`/api/services/manifest${dryRun ? '?dry_run=true' : ''}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(manifest),
    });
    return body as unknown as ManifestReport;
  }

  openFeed = async (cursor: string | null, signal: AbortSignal): Promise<FeedStream> => {
    const path = '/api/guard/feed';
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (cursor !== null) headers['Last-Event-ID'] = cursor;
    const open = async (inTime: AbortSignal) => {
      const answer = await this.send(path, { headers }, inTime);
      // A response after the deadline would stay open forever.
      if (inTime.aborted) void answer.body?.cancel().catch(() => undefined);
      return answer;
    };
    const response = await withDeadline(MAX_HEADER_WAIT_MS, open, signal).catch(
      (error: unknown) => {
        throw error instanceof AuthorityError ? error : unreachable(path, error);
      },
    );
    if (response.status !== 200 || !response.body || !isEventStream(response)) {
      void response.body?.cancel().catch(() => undefined);
      throw response.status === 200 ? unexpected(path) : refused(path, response);
    }
    return bytesOf(response.body as ReadableStream<Uint8Array>, signal);
  };

  private async ownToken(): Promise<string> {
    const { appToken } = this.options;
    // An error of the function may quote the token, so it is dropped.
    const given: unknown =
      typeof appToken === 'string'
        ? appToken
        : await Promise.resolve()
            .then(() => appToken())
            .catch(() => undefined);
    const token = typeof given === 'string' ? given : '';
    if (token.trim() === '') throw noToken('missing');
    if (!isSendable(token)) throw noToken('malformed');
    return token;
  }

  private call(path: string, call: Call) {
    return withDeadline(this.options.timeoutMs, (signal) => this.ask(path, call, signal)).catch(
      (error: unknown) => {
        if (error instanceof AuthorityError) throw error;
        throw unreachable(path, error);
      },
    );
  }

  private async ask(path: string, call: Call, signal: AbortSignal) {
    const response = await this.send(path, call, signal);
    const { accept = [200] } = call;
    if (!accept.includes(response.status))
      throw await withReason(refused(path, response), response);
    const body = response.status === 304 ? {} : await readJson(path, response);
    return { status: response.status, headers: response.headers, body };
  }

  private async send(path: string, call: Call, signal: AbortSignal): Promise<Response> {
    const { url } = this.options;
    const bearer = call.bearer === undefined ? await this.ownToken() : call.bearer;
    const begunMs = performance.now();
    try {
      const response = await this.options.fetch(url + path, {
        method: call.method ?? 'GET',
        headers: {
          Accept: 'application/json',
          ...call.headers,
          ...(bearer === null ? {} : { Authorization: `Bearer ${bearer}` }),
        },
        ...(call.body === undefined ? {} : { body: call.body }),
        // A redirect would send the application token to another host.
        redirect: 'error',
        signal,
      });
      if (performance.now() - begunMs < MEASURES_TIME_MS) this.noteTime(response);
      return response;
    } catch (error) {
      throw unreachable(path, error);
    }
  }

  /** An answer from a cache has the time of its creation, so it is not used. */
  private noteTime({ headers }: Response): void {
    const serverMs = Date.parse(headers.get('date') ?? '');
    if (!Number.isNaN(serverMs) && !headers.has('age')) this.tellTime?.(serverMs);
  }
}

/** The date of a slower answer is too inaccurate. */
const MEASURES_TIME_MS = 2000;

const unreachable = (path: string, cause: unknown) =>
  new AuthorityError(`${path} could not be reached`, null, null, cause, 'unreachable');

const noToken = (kind: 'missing' | 'malformed') =>
  new AuthorityError('There is no application token to call with', null, null, undefined, kind);

const isEventStream = ({ headers }: Response): boolean =>
  (headers.get('content-type') ?? '').toLowerCase().startsWith('text/event-stream');

const unexpected = (what: string) =>
  new AuthorityError(`The server's answer to ${what} is not of the protocol`);

function refused(path: string, response: Response): AuthorityError {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new AuthorityError(
    `${path} answered ${response.status}`,
    response.status,
    Number.isFinite(retryAfter) && retryAfter >= 0 ? retryAfter : null,
  );
}

/** The server's message helps the developer, so it goes into the log. */
async function withReason(error: AuthorityError, response: Response): Promise<AuthorityError> {
  const body = await readJson('', response).catch(() => null);
  const message = body?.['message'];
  if (typeof message !== 'string') return error;
  return new AuthorityError(`${error.message}: ${message}`, error.status, error.retryAfterSeconds);
}

async function readJson(path: string, response: Response): Promise<Record<string, unknown>> {
  const length = Number(response.headers.get('content-length') ?? 0);
  if (length > MAX_BODY_BYTES) {
    await response.body?.cancel();
    throw unexpected(path);
  }
  try {
    const body: unknown = await response.json();
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
      return body as Record<string, unknown>;
    }
  } catch (error) {
    throw new AuthorityError(`${path} answered something that is not JSON`, null, null, error);
  }
  throw unexpected(path);
}

const recordIn = (value: unknown): Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null) throw unexpected('validate');
  return value as Record<string, unknown>;
};

const textIn = (value: unknown): string => {
  if (typeof value !== 'string') throw unexpected('validate');
  return value;
};

/**
 * An older server returns the scopes that the caller's service has set itself, not those that this service has
 * granted, so its answer is not accepted.
 */
function toStanding(body: Readonly<Record<string, unknown>>, callerId: string): CallerStanding {
  const { asked_by: askedBy, grant = null } = body;
  if (askedBy === undefined) {
    throw new AuthorityError(
      'The server does not say what a caller may do here; this guard needs a Gatehouse of its release or later',
    );
  }
  if (textIn(recordIn(askedBy)['id']) === callerId) return 'own';
  return grant === null ? null : { granted: strings(recordIn(grant)['scopes'], 'validate') };
}

function toAppTokenState(body: Readonly<Record<string, unknown>>): AppTokenState {
  const service = recordIn(body['service']);
  const token = recordIn(body['token']);
  const expiresAt = token['expires_at'] ?? null;
  const expiresAtMs = expiresAt === null ? null : Date.parse(textIn(expiresAt));
  if (Number.isNaN(expiresAtMs)) throw unexpected('validate');
  return {
    app: Object.freeze({
      tokenId: textIn(token['id']),
      tokenName: textIn(token['name']),
      serviceId: textIn(service['id']),
      serviceName: textIn(service['name']),
      scopes: Object.freeze([...strings(token['scopes'] ?? [], 'validate')]),
    }),
    standing: toStanding(body, textIn(service['id'])),
    expiresAt: expiresAtMs === null ? null : Math.floor(expiresAtMs / 1000),
    allowedNetworks: strings(token['allowed_networks'] ?? [], 'validate'),
  };
}

function toAppTokenAnswer(item: unknown): AppTokenAnswer | null {
  const answer = recordIn(item);
  const seconds = answer['retry_after_seconds'];
  switch (answer['status']) {
    case 'good':
      return { state: toAppTokenState(answer), retryAfterSeconds: 0 };
    case 'bad':
      return { state: null, retryAfterSeconds: typeof seconds === 'number' ? seconds : 0 };
    case 'unavailable':
      return null;
    default:
      throw unexpected('app-tokens');
  }
}
