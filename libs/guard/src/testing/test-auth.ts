import { randomUUID } from 'node:crypto';
import type {
  AppTokenState,
  Authority,
  Introspection,
  Rights,
  RoleAtUnits,
  UnitsAsked,
  UnitsHeld,
} from '../core/authority.js';
import { systemClock } from '../core/clock.js';
import { countingAt, toLeveledSet } from '../core/permission-sets.js';
import { holdsAt } from '../core/unit-rights.js';
import type { GatehouseOptions } from '../options.js';
import type { AcrValue, ManifestReport, Permission, RoleName, Scope } from '../types.js';
import { newFakeAppToken, accessTokenClaims, SigningKey } from './fake-credentials.js';

/** A user for a test; every field has a default. */
export interface TestUser {
  readonly id?: string;
  readonly sessionId?: string;
  readonly permissions?: readonly Permission[];
  readonly roles?: readonly RoleName[];
  /** What counts only in sessions with two factors, as of roles with `requires_mfa`; in addition to the others. */
  readonly aal2Permissions?: readonly Permission[];
  readonly aal2Roles?: readonly RoleName[];
  /** The permissions that the user holds at units, by the id of the unit; they count there and in the units below. */
  readonly at?: Readonly<Record<string, readonly Permission[]>>;
  /** The roles that the user holds at units, by the id of the unit. */
  readonly rolesAt?: Readonly<Record<string, readonly RoleName[]>>;
  /** How long ago the token was issued. */
  readonly ageSeconds?: number;
  /** How long ago the user authenticated; the age of the token by default. */
  readonly loginAgeSeconds?: number;
  /** When the user authenticated, in whole seconds since the epoch; instead of `loginAgeSeconds`. */
  readonly authTime?: number;
  /** The authentication methods; by default those of `acr`: `['pwd']`, or `['pwd', 'otp', 'mfa']`. */
  readonly amr?: readonly string[];
  /** The level; by default what the methods say. */
  readonly acr?: AcrValue;
  /**
   * The name of the single service that the token is for, as from a sign-in with `resource`; `null`: for all services.
   * By default what the module accepts: the service of the options if these set `audience: 'service'`.
   */
  readonly resource?: string | null;
  /** Additional claims, or other values of the standard ones. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A calling service for a test. */
export interface TestApp {
  readonly service?: string;
  readonly name?: string;
  readonly scopes?: readonly Scope[];
  /**
   * The scopes that the tested service grants: by default all in its token; `null`: no grant, so that it is refused.
   */
  readonly granted?: readonly Scope[] | null;
  /** CIDR blocks that it may be used from. */
  readonly allowedNetworks?: readonly string[];
}

/** Anything with supertest's `set`. */
interface Settable<Self> {
  set(name: string, value: string): Self;
}

const LIFETIME_SECONDS = 3600;
const NO_RIGHTS: Rights = {
  permissions: [],
  roles: [],
  roleIds: [],
  atUnits: { roles: [], units: [] },
};

const rightsOf = ({
  permissions = [],
  roles = [],
  aal2Permissions = [],
  aal2Roles = [],
  at = {},
  rolesAt = {},
}: TestUser): Rights => ({
  permissions,
  roles,
  aal2Permissions,
  aal2Roles,
  roleIds: [...roles, ...aal2Roles],
  atUnits: unitsHeld(at, rolesAt),
});

/** One role for each unit with permissions, and one for each name. */
function unitsHeld(
  at: NonNullable<TestUser['at']>,
  rolesAt: NonNullable<TestUser['rolesAt']>,
): UnitsHeld {
  const roles: RoleAtUnits[] = [];
  const units = new Map<string, number[]>();
  const hold = (unit: string, name: string, permissions: readonly string[]) => {
    const index = roles.push({ id: `${name}@${unit}`, name, permissions, requiresMfa: false }) - 1;
    units.set(unit, [...(units.get(unit) ?? []), index]);
  };
  for (const [unit, permissions] of Object.entries(at)) hold(unit, '', permissions);
  for (const [unit, names] of Object.entries(rolesAt))
    for (const name of names) hold(unit, name, []);
  return { roles, units: [...units].map(([id, indexes]) => ({ id, roles: indexes })) };
}

/** The units of organizations for a test: each with the id of its parent, or none for an organization. */
export type TestUnits = Readonly<Record<string, { readonly parent?: string }>>;

/** The options of the module, and the units that exist. */
export interface TestAuthOptions extends Partial<GatehouseOptions> {
  readonly units?: TestUnits;
}

/** Replaces the server: all state in memory, no cache, no network. */
class TestAuthority implements Authority {
  readonly key = new SigningKey();
  readonly rights = new Map<string, Rights>();
  readonly ended = new Set<string>();
  readonly apps = new Map<string, AppTokenState>();
  readonly openFeed = null;
  readonly parents = new Map<string, string | null>();
  private readonly serviceIds = new Map<string, string>();

  constructor(private readonly service: string) {}

  /** The id of a service name. */
  idOf(service: string): string {
    const id = this.serviceIds.get(service) ?? randomUUID();
    this.serviceIds.set(service, id);
    return id;
  }

  fetchKeys() {
    return Promise.resolve({ keys: [this.key.publicJwk] });
  }

  fetchRights(userId: string) {
    return Promise.resolve(this.rights.get(userId) ?? NO_RIGHTS);
  }

  introspect(token: string): Promise<Introspection> {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    const { sub, sid, service_id } = JSON.parse(payload) as {
      sub: string;
      sid: string;
      service_id?: string;
    };
    const isForAnother = service_id !== undefined && service_id !== this.idOf(this.service);
    if (isForAnother || this.ended.has(sid)) return Promise.resolve({ active: false });
    return Promise.resolve({ active: true, sub, sid, rights: this.rights.get(sub) ?? NO_RIGHTS });
  }

  fetchUnitPaths(ids: readonly string[]) {
    const paths = ids.map((id) => ({ id, path: this.pathOf(id) }));
    return Promise.resolve(paths.filter(({ path }) => path.length > 0));
  }

  fetchUnitsWhere({ userId, permission, acr }: UnitsAsked) {
    const set = toLeveledSet(this.rights.get(userId) ?? NO_RIGHTS);
    const everywhere = countingAt(acr, set).permissions.has(permission);
    const held = (id: string) => holdsAt(set, permission, this.pathOf(id), acr);
    const units = everywhere ? [] : [...this.parents.keys()].filter(held).sort();
    return Promise.resolve({ everywhere, units, nextCursor: null });
  }

  private pathOf(id: string): string[] {
    const path: string[] = [];
    for (let unit: string | null = id; unit !== null && !path.includes(unit);) {
      const parent = this.parents.get(unit);
      if (parent === undefined) return [];
      path.push(unit);
      unit = parent;
    }
    return path;
  }

  validateAppToken(token: string) {
    return Promise.resolve(this.apps.get(token) ?? null);
  }

  declareManifest(): Promise<ManifestReport> {
    return Promise.resolve({
      service: { id: 'test', name: 'test' },
      dry_run: false,
      permissions: { created: [], updated: [], unchanged: [], orphaned: [] },
      roles: { created: [], extended: [], unchanged: [] },
    });
  }
}

/** Signs tokens that a module with its `options` accepts, for any user, rights and age. */
export class TestAuth {
  /** For `GatehouseModule.forRoot`, unchanged or spread into other options. */
  readonly options: GatehouseOptions;
  private readonly authority: TestAuthority;
  private readonly foreignKey = new SigningKey();

  constructor({ units = {}, ...overrides }: TestAuthOptions = {}) {
    const { service = 'test' } = overrides;
    this.authority = new TestAuthority(service);
    for (const [id, { parent }] of Object.entries(units)) this.setUnit(id, parent ?? null);
    this.options = {
      issuer: 'https://auth.test',
      service: 'test',
      appToken: 'gh_test',
      ...overrides,
      authority: this.authority,
    };
  }

  /** An access token. The given rights become the user's current rights. */
  token(user: TestUser = {}): string {
    return this.sign(this.authority.key, user, LIFETIME_SECONDS);
  }

  /** A token that expired a minute ago. */
  expiredToken(user: TestUser = {}): string {
    const ageSeconds = LIFETIME_SECONDS + 60;
    return this.sign(this.authority.key, { ageSeconds, ...user }, LIFETIME_SECONDS);
  }

  /** A token signed with another key. */
  forgedToken(user: TestUser = {}): string {
    const { kid } = this.authority.key;
    return this.foreignKey.sign(this.claims(user, LIFETIME_SECONDS), { kid });
  }

  /** Sets a user's rights, as a role change does. */
  setRights(
    userId: string,
    rights: Pick<
      TestUser,
      'permissions' | 'roles' | 'aal2Permissions' | 'aal2Roles' | 'at' | 'rolesAt'
    >,
  ): void {
    this.authority.rights.set(userId, rightsOf(rights));
  }

  /** Creates a unit below `parent`, or moves it there; with `null` it is an organization. */
  setUnit(id: string, parent: string | null): void {
    this.authority.parents.set(id, parent);
  }

  /** Ends a session, as a sign-out does. */
  endSession(sessionId: string): void {
    this.authority.ended.add(sessionId);
  }

  /** An application token of a calling service. */
  appToken({
    service = 'caller',
    name = 'test',
    scopes = [],
    granted,
    allowedNetworks = [],
  }: TestApp = {}): string {
    const token = newFakeAppToken();
    const standing = granted === undefined ? 'own' : granted && { granted };
    const held = standing === 'own' ? scopes : scopes.filter((scope) => granted?.includes(scope));
    this.authority.apps.set(token, {
      standing,
      app: {
        tokenId: randomUUID(),
        tokenName: name,
        serviceId: service,
        serviceName: service,
        scopes: held,
      },
      expiresAt: null,
      allowedNetworks,
    });
    return token;
  }

  /** A supertest request with a token for this user. */
  asUser<Request extends Settable<Request>>(request: Request, user: TestUser = {}): Request {
    return request.set('Authorization', `Bearer ${this.token(user)}`);
  }

  /** A supertest request with an application token. */
  asApp<Request extends Settable<Request>>(request: Request, app: TestApp = {}): Request {
    return request.set('Authorization', `Bearer ${this.appToken(app)}`);
  }

  private sign(key: SigningKey, user: TestUser, lifetimeSeconds: number): string {
    const claims = this.claims(user, lifetimeSeconds);
    const { permissions, roles, aal2Permissions, aal2Roles, at, rolesAt } = user;
    if (permissions ?? roles ?? aal2Permissions ?? aal2Roles ?? at ?? rolesAt)
      this.setRights(claims.sub, user);
    return key.sign({ ...claims, ...user.claims });
  }

  private claims(user: TestUser, lifetimeSeconds: number) {
    const { issuer, audience = issuer, service, clock = systemClock } = this.options;
    const { resource = audience === 'service' ? service : null } = user;
    return accessTokenClaims({
      issuer,
      audience: resource ?? (audience === 'service' ? issuer : audience),
      serviceId: resource === null ? undefined : this.authority.idOf(resource),
      userId: user.id ?? randomUUID(),
      sessionId: user.sessionId ?? randomUUID(),
      nowSeconds: Math.floor(clock() / 1000),
      ageSeconds: user.ageSeconds,
      loginAgeSeconds: user.loginAgeSeconds,
      lifetimeSeconds,
      authTime: user.authTime,
      amr: user.amr,
      acr: user.acr,
    });
  }
}

/** Options and tokens for the tests of a protected service, with a key of this process, without network or server. */
export const testAuth = (options: TestAuthOptions = {}): TestAuth => new TestAuth(options);
