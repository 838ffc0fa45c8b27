/** An entry of a snapshot: the session is refused until `exp`. */
export interface EndedSession {
  readonly sid: string;
  readonly user_id: string;
  readonly exp: number;
}

export interface EndedUser {
  readonly user_id: string;
  readonly exp: number;
}

/** The feed events that change decisions of a guard. */
export type FeedEvent =
  | {
      readonly kind: 'hello';
      readonly issuer: string;
      readonly service: { id: string; name: string };
      readonly heartbeatMs: number;
      /** The token that opened the feed; `null` if the server does not tell it. */
      readonly appToken: { readonly id: string; readonly expMs: number | null } | null;
    }
  | { readonly kind: 'reset' }
  | {
      readonly kind: 'snapshot';
      readonly sessions: readonly EndedSession[];
      readonly users: readonly EndedUser[];
    }
  | { readonly kind: 'ready'; readonly kids: readonly string[] }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'session_ended'; readonly session: EndedSession }
  | {
      readonly kind: 'user_changed';
      readonly userId: string;
      readonly isActive: boolean;
      readonly exp: number | null;
    }
  | {
      readonly kind: 'permissions_changed';
      readonly serviceId: string | null;
      readonly userId: string | null;
      readonly roleId: string | null;
    }
  | {
      readonly kind: 'unit_changed';
      readonly unitId: string;
      readonly serviceId: string | null;
      readonly userId: string | null;
    }
  | { readonly kind: 'token_revoked'; readonly tokenId: string }
  | { readonly kind: 'token_changed'; readonly tokenId: string }
  | { readonly kind: 'caller_changed'; readonly serviceId: string; readonly callerId: string }
  | { readonly kind: 'service_changed'; readonly serviceId: string; readonly isActive: boolean }
  | { readonly kind: 'keys_changed'; readonly kids: readonly string[] };

type Data = Readonly<Record<string, unknown>>;

const DEFAULT_HEARTBEAT_MS = 2000;
const MIN_HEARTBEAT_MS = 50;
const MAX_HEARTBEAT_MS = 30_000;

const PARSERS: Readonly<Record<string, (data: Data) => FeedEvent>> = {
  hello: (data) => {
    const service = record(data['service']);
    return {
      kind: 'hello',
      issuer: text(data['issuer']),
      service: { id: text(service['id']), name: text(service['name']) },
      heartbeatMs: heartbeat(data['heartbeat_ms']),
      appToken: ownToken(data['app_token']),
    };
  },
  reset: () => ({ kind: 'reset' }),
  snapshot: (data) => ({
    kind: 'snapshot',
    sessions: list(data['sessions']).map(endedSession),
    users: list(data['users'] ?? []).map((item) => {
      const entry = record(item);
      return { user_id: text(entry['user_id']), exp: seconds(entry['exp']) };
    }),
  }),
  ready: (data) => ({ kind: 'ready', kids: kids(data) }),
  heartbeat: () => ({ kind: 'heartbeat' }),
  session_ended: (data) => ({ kind: 'session_ended', session: endedSession(data) }),
  user_changed: (data) => ({
    kind: 'user_changed',
    userId: text(data['user_id']),
    isActive: flag(data['is_active']),
    exp: data['exp'] === undefined ? null : seconds(data['exp']),
  }),
  permissions_changed: (data) => ({
    kind: 'permissions_changed',
    serviceId: optional(data['service_id']),
    userId: optional(data['user_id']),
    roleId: optional(data['role_id']),
  }),
  unit_changed: (data) => ({
    kind: 'unit_changed',
    unitId: text(data['unit_id']),
    serviceId: optional(data['service_id']),
    userId: optional(data['user_id']),
  }),
  token_revoked: (data) => ({ kind: 'token_revoked', tokenId: text(data['token_id']) }),
  token_changed: (data) => ({ kind: 'token_changed', tokenId: text(data['token_id']) }),
  caller_changed: (data) => ({
    kind: 'caller_changed',
    serviceId: text(data['service_id']),
    callerId: text(data['caller_service_id']),
  }),
  service_changed: (data) => ({
    kind: 'service_changed',
    serviceId: text(data['service_id']),
    isActive: flag(data['is_active']),
  }),
  keys_changed: (data) => ({ kind: 'keys_changed', kids: kids(data) }),
};

/**
 * Parses an event; `null` for an event unknown to this version.
 * @throws Error if a known event is malformed, because applying a part of it would be a guess
 */
export function parseFeedEvent(name: string, data: string): FeedEvent | null {
  const parse = Object.hasOwn(PARSERS, name) ? PARSERS[name] : undefined;
  return parse ? parse(record(JSON.parse(data))) : null;
}

const wrong = (what: string) => new Error(`The feed sent something that is not ${what}`);

function record(value: unknown): Data {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('an object');
  return value as Data;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong('a list');
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw wrong('a text');
  return value;
}

const optional = (value: unknown): string | null =>
  value === undefined || value === null ? null : text(value);

function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw wrong('true or false');
  return value;
}

function seconds(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong('a time');
  return value;
}

function kids(data: Data): readonly string[] {
  const names = list(data['kids']).map(text);
  if (names.length === 0) throw wrong('a list of keys');
  return names;
}

function endedSession(item: unknown): EndedSession {
  const entry = record(item);
  return { sid: text(entry['sid']), user_id: text(entry['user_id']), exp: seconds(entry['exp']) };
}

function ownToken(value: unknown): (FeedEvent & { kind: 'hello' })['appToken'] {
  if (value === undefined || value === null) return null;
  const { id, exp } = record(value);
  return { id: text(id), expMs: exp === undefined || exp === null ? null : seconds(exp) * 1000 };
}

function heartbeat(value: unknown): number {
  const ms = typeof value === 'number' && Number.isFinite(value) ? value : DEFAULT_HEARTBEAT_MS;
  return Math.min(MAX_HEARTBEAT_MS, Math.max(MIN_HEARTBEAT_MS, ms));
}
