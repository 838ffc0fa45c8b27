import { createHash } from 'node:crypto';
import { Networks } from '../core/caller-address.js';
import type { Manifest, ManifestReport } from '../types.js';
import type { FakeAppToken, FakeRole, FakeService, FakeState } from './fake-state.js';

/** An answer of the fake server. */
export interface FakeAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export interface FakeCall {
  readonly method: string;
  readonly url: URL;
  readonly bearer: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Caller {
  readonly token: FakeAppToken;
  readonly service: FakeService;
}

const problem = (status: number, code: string, message: string): FakeAnswer => ({
  status,
  body: { type: 'about:blank', title: message, status, success: false, code, message },
  headers: {
    'Content-Type': 'application/problem+json',
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer error="invalid_token"' } : {}),
  },
});

export const notFound = () => problem(404, 'ROUTE_NOT_FOUND', 'No such route');
export const invalidToken = () =>
  problem(401, 'INVALID_TOKEN', 'The application token is not valid');
export const invalid = (message: string) => problem(400, 'VALIDATION_FAILED', message);

/** The caller of an application token, if the token is valid now. */
export function callerOf(state: FakeState, bearer: string | undefined): Caller | null {
  const token = bearer === undefined ? undefined : state.appTokens.get(bearer);
  const service = token && state.services.get(token.serviceId);
  if (!token || !service?.isActive || token.isRevoked) return null;
  if (token.expiresAtMs !== null && token.expiresAtMs <= state.nowSeconds * 1000) return null;
  return { token, service };
}

const PEER = '127.0.0.1';

/**
 * Like `callerOf`, and only from a network of the token; a caller that validates another's token may declare that it
 * checks the networks itself.
 */
export function admitted(state: FakeState, call: FakeCall): Caller | null {
  const caller = callerOf(state, call.bearer);
  const seesToIt =
    call.url.pathname === '/api/tokens/validate' && call.headers['gatehouse-networks'] === 'told';
  if (!caller || seesToIt) return caller;
  return new Networks(caller.token.allowedNetworks).include(PEER) ? caller : null;
}

export function jwks(state: FakeState): FakeAnswer {
  return { status: 200, body: { keys: state.keys.map(({ publicJwk }) => publicJwk) } };
}

export const versionOf = (rights: object) =>
  createHash('sha256').update(JSON.stringify(rights)).digest('hex').slice(0, 16);

export const nameOf = ({ id, name }: FakeService) => ({ id, name });

function bodyOf(call: FakeCall): Record<string, unknown> | null {
  const type = String(call.headers['content-type'] ?? '');
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(call.text));
  }
  try {
    const body: unknown = JSON.parse(call.text);
    return typeof body === 'object' ? (body as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

export function introspect(state: FakeState, { service }: Caller, call: FakeCall): FakeAnswer {
  const token = bodyOf(call)?.['token'];
  if (typeof token !== 'string' || token === '') return invalid('token is required');
  const claims = goodClaims(state, token);
  const isForAnother = (claims?.['service_id'] ?? service.id) !== service.id;
  if (!claims || isForAnother) return { status: 200, body: { success: true, active: false } };
  const rights = state.rightsOf(String(claims['sub']), service.id, claims['acr']);
  return {
    status: 200,
    headers: { 'Cache-Control': 'no-store' },
    body: {
      success: true,
      active: true,
      token_type: 'Bearer',
      ...claims,
      service: nameOf(service),
      ...rights,
      version: versionOf(rights),
    },
  };
}

/** Accepts its own tokens without checking the signature: they were issued by this process. */
function goodClaims(state: FakeState, token: string): Record<string, unknown> | null {
  try {
    const [head = '', payload = ''] = token.split('.');
    const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<
      string,
      unknown
    >;
    const session = state.sessions.get(String(claims['sid']));
    const isGood =
      state.keys.some((key) => key.kid === kid) &&
      Number(claims['exp']) > state.nowSeconds &&
      session?.endedExp === null &&
      state.users.get(session.userId)?.isActive === true;
    return isGood ? claims : null;
  } catch {
    return null;
  }
}

export function validate(state: FakeState, { token, service }: Caller, call: FakeCall): FakeAnswer {
  const shown = call.headers['gatehouse-asker'];
  if (typeof shown === 'string') {
    const asking = callerOf(state, shown);
    if (!asking) return problem(403, 'ASKER_REFUSED', 'The asking service is not known');
    return { status: 200, body: { success: true, ...toldTo(asking.service, { token, service }) } };
  }
  if (call.headers['gatehouse-networks'] === 'told') {
    return problem(403, 'ASKER_REQUIRED', 'Say which service asks; upgrade the guard there');
  }
  return { status: 200, body: { success: true, ...describe({ token, service }, token.scopes) } };
}

/** The answer to a service about a caller's token. */
function toldTo(asking: FakeService, { token, service }: Caller) {
  const isOwn = asking.id === service.id;
  const granted = isOwn ? undefined : asking.callers.get(service.id);
  const held = isOwn ? token.scopes : token.scopes.filter((scope) => granted?.includes(scope));
  const grant = granted ? { scopes: granted } : null;
  return { ...describe({ token, service }, held), asked_by: nameOf(asking), grant };
}

function describe({ token, service }: Caller, scopes: readonly string[]) {
  const expiresAt = token.expiresAtMs === null ? null : new Date(token.expiresAtMs).toISOString();
  const { id, name, allowedNetworks: allowed_networks } = token;
  return {
    service: nameOf(service),
    token: { id, name, scopes, expires_at: expiresAt, allowed_networks },
  };
}

interface Asked {
  readonly digest: string;
  readonly caller?: string;
}

const MOST_ASKED = 250;

/** Number of invalid tokens of one caller after which it is rate limited. */
const MOST_BAD = 300;

export function askTokens(state: FakeState, { service }: Caller, call: FakeCall): FakeAnswer {
  const asked = bodyOf(call)?.['tokens'];
  if (!Array.isArray(asked) || asked.length < 1 || asked.length > MOST_ASKED) {
    return invalid('tokens is required');
  }
  const byDigest = new Map([...state.appTokens.keys()].map((token) => [digestOf(token), token]));
  const tokens = (asked as Asked[]).map(({ digest, caller = '' }) => {
    const found = callerOf(state, byDigest.get(digest));
    if (found) return { status: 'good', ...toldTo(service, found) };
    const key = `${service.id} ${caller}`;
    const bad = (state.badTokens.get(key) ?? 0) + 1;
    state.badTokens.set(key, bad);
    return { status: 'bad', ...(bad > MOST_BAD && { retry_after_seconds: 60 }) };
  });
  return { status: 200, body: { success: true, tokens } };
}

const digestOf = (token: string) => createHash('sha256').update(token).digest('base64url');

const RESERVED = /^(role|token):/;

export function manifest(state: FakeState, caller: Caller, call: FakeCall): FakeAnswer {
  if (!caller.token.scopes.includes('manifest:write')) {
    return problem(403, 'PERMISSION_DENIED', 'Permission denied: scope manifest:write required');
  }
  const body = bodyOf(call) as Manifest | null;
  if (!body || !Array.isArray(body.permissions)) return invalid('permissions is required');
  const names = (body.permissions as Manifest['permissions']).map(({ name }) => name);
  if (new Set(names).size < names.length) return invalid('A permission is given twice');
  if (names.some((name) => RESERVED.test(name))) return invalid('role: and token: are reserved');
  const known = new Set([...names, ...caller.service.permissions.keys()]);
  const unknown = body.roles?.some((role) => role.permissions?.some((name) => !known.has(name)));
  if (unknown) return invalid('A role lists a permission that is not known');
  const dryRun = call.url.searchParams.get('dry_run') === 'true';
  return { status: 200, body: { success: true, ...declare(state, caller.service, body, dryRun) } };
}

function declare(
  state: FakeState,
  service: FakeService,
  { permissions: wanted, roles = [], scopes }: Manifest,
  dryRun: boolean,
): ManifestReport {
  const created = wanted.map(({ name }) => name).filter((name) => !service.permissions.has(name));
  const report: ManifestReport = {
    service: nameOf(service),
    dry_run: dryRun,
    permissions: reportPermissions(state, service, wanted, created),
    roles: reportRoles(state, service, roles, created),
    scopes: reportScopes(state, service, scopes),
  };
  if (!dryRun) apply(state, service, { permissions: wanted, roles }, created);
  if (!dryRun && scopes) service.scopes = [...scopes].sort();
  return report;
}

function reportPermissions(
  state: FakeState,
  { id, permissions: has }: FakeService,
  wanted: Manifest['permissions'],
  created: readonly string[],
): ManifestReport['permissions'] {
  const named = wanted.map(({ name }) => name);
  const updated = wanted
    .filter(({ name, description }) => description !== undefined && has.get(name) !== description)
    .map(({ name }) => name)
    .filter((name) => !created.includes(name));
  const own = [...state.roles.values()].filter((role) => role.serviceId === id);
  const heldBy = (name: string) => own.filter((role) => role.permissions.has(name));
  return {
    created,
    updated,
    unchanged: named.filter((name) => !created.includes(name) && !updated.includes(name)),
    orphaned: [...has.keys()]
      .filter((name) => !named.includes(name))
      .map((name) => ({ name, held_by: heldBy(name).map((role) => role.name) })),
  };
}

function reportScopes(
  state: FakeState,
  { scopes: before, callers }: FakeService,
  named: readonly string[] | undefined,
): ManifestReport['scopes'] {
  if (!named) return { created: [], unchanged: before, removed: [], orphaned: [] };
  const granted = [...new Set([...callers.values()].flat())].sort();
  const holdersOf = (name: string) =>
    [...callers].filter(([, scopes]) => scopes.includes(name)).map(([id]) => id);
  return {
    created: named.filter((name) => !before.includes(name)).sort(),
    unchanged: named.filter((name) => before.includes(name)).sort(),
    removed: before.filter((name) => !named.includes(name)),
    orphaned: granted
      .filter((name) => !named.includes(name))
      .map((name) => ({
        name,
        granted_to: holdersOf(name)
          .map((id) => state.services.get(id)?.name ?? '')
          .sort(),
      })),
  };
}

type ManifestRoles = NonNullable<Manifest['roles']>;

const newOnes = (role: ManifestRoles[number], created: readonly string[]) =>
  (role.permissions ?? []).filter((name) => created.includes(name));

function reportRoles(
  state: FakeState,
  { id }: FakeService,
  roles: ManifestRoles,
  created: readonly string[],
): ManifestReport['roles'] {
  const kindOf = (role: ManifestRoles[number]) => {
    const known = state.roleNamed(id, role.name);
    if (!known) return 'created';
    if (lacksMfa(known, role)) return 'without_mfa';
    return newOnes(role, created).length > 0 ? 'extended' : 'unchanged';
  };
  const named = (kind: string) =>
    roles.filter((role) => kindOf(role) === kind).map(({ name }) => name);
  return {
    created: named('created'),
    extended: named('extended'),
    unchanged: named('unchanged'),
    without_mfa: named('without_mfa'),
  };
}

function apply(
  state: FakeState,
  service: FakeService,
  { permissions: wanted, roles = [] }: Manifest,
  created: readonly string[],
): void {
  const has = service.permissions;
  for (const { name, description } of wanted) has.set(name, description ?? has.get(name));
  for (const role of roles) applyRole(state, service.id, role, created);
}

function applyRole(
  state: FakeState,
  serviceId: string,
  role: ManifestRoles[number],
  created: readonly string[],
): void {
  const known = state.roleNamed(serviceId, role.name);
  if (!known) {
    const made = state.addRole(serviceId, role.name);
    made.requiresMfa = role.requires_mfa ?? false;
    for (const name of role.permissions ?? []) made.permissions.add(name);
    return;
  }
  const added = lacksMfa(known, role) ? [] : newOnes(role, created);
  for (const name of added) known.permissions.add(name);
  if (added.length === 0) return;
  const data = { service_id: serviceId, role_id: known.id };
  state.changed('permissions_changed', data, serviceId);
}

/** An existing role without the second factor that the manifest declares for it gets nothing. */
const lacksMfa = (known: FakeRole, role: ManifestRoles[number]) =>
  role.requires_mfa === true && !known.requiresMfa;
