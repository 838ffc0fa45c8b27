import { randomUUID } from 'node:crypto';
import type { AcrValue } from '../types.js';
import { newFakeAppToken, accessTokenClaims, SigningKey } from './fake-credentials.js';
import { FakeInstance } from './fake-instance.js';
import { FakeState, type FakeService } from './fake-state.js';

export interface FakeGatehouseOptions {
  /** The service of `appToken`. */
  readonly service?: string;
  readonly port?: number;
  readonly heartbeatMs?: number;
  readonly tokenLifetimeSeconds?: number;
}

/** The result of a sign-in. */
export interface FakeSignIn {
  readonly accessToken: string;
  readonly userId: string;
  readonly sessionId: string;
}

/**
 * A server inside the test process that implements the guard's protocol like the real one (one suite checks both),
 * with users, rights and failures controlled by the test.
 */
export class FakeGatehouse {
  readonly appToken: string;
  readonly service: string;
  private readonly instances: FakeInstance[] = [];

  private constructor(
    readonly state: FakeState,
    readonly issuer: string,
    first: FakeInstance,
    private readonly options: Required<FakeGatehouseOptions>,
  ) {
    this.instances.push(first);
    this.service = options.service;
    this.appToken = this.createAppToken({ scopes: ['manifest:write'] }).token;
  }

  static async start(options: FakeGatehouseOptions = {}): Promise<FakeGatehouse> {
    const full = {
      service: 'orders',
      port: 0,
      heartbeatMs: 2000,
      tokenLifetimeSeconds: 3600,
      ...options,
    };
    const state = new FakeState(full.tokenLifetimeSeconds);
    state.addService(full.service);
    const first = new FakeInstance(state, full.heartbeatMs);
    await first.listen(full.port);
    return new FakeGatehouse(state, first.url, first, full);
  }

  /** The address of the first instance. */
  get url(): string {
    return this.first.url;
  }

  get serviceId(): string {
    return this.state.addService(this.service).id;
  }

  /** The number of calls of each path, over all instances. */
  get calls(): Readonly<Record<string, number>> {
    const sum: Record<string, number> = {};
    for (const { calls } of this.instances) {
      for (const [path, count] of calls) sum[path] = (sum[path] ?? 0) + count;
    }
    return sum;
  }

  get openFeeds(): number {
    return this.instances.reduce((sum, { feeds }) => sum + feeds.size, 0);
  }

  /** Adds a server with the same state; its tokens have the same issuer. */
  async addInstance(): Promise<string> {
    const instance = new FakeInstance(this.state, this.options.heartbeatMs, this.issuer);
    await instance.listen(0);
    this.instances.push(instance);
    return instance.url;
  }

  signIn({
    userId = randomUUID(),
    permissions = [],
    loginAgeSeconds = 0,
    acr,
    resource,
    amr,
  }: {
    userId?: string;
    permissions?: readonly string[];
    loginAgeSeconds?: number;
    acr?: AcrValue;
    /** The name of the single service that the access token is for. */
    resource?: string;
    /** With `mfa` the session has two factors. */
    amr?: readonly string[];
  } = {}): FakeSignIn {
    const sessionId = randomUUID();
    this.state.user(userId);
    this.state.sessions.set(sessionId, { userId, endedExp: null });
    if (permissions.length > 0) this.grant(userId, ...permissions);
    const accessToken = this.sign({ userId, sessionId, loginAgeSeconds, acr, resource, amr });
    return { accessToken, userId, sessionId };
  }

  /** Another access token of a session, as a refresh with `resource` gives it. */
  refresh({ userId, sessionId }: FakeSignIn, resource?: string): string {
    return this.sign({ userId, sessionId, loginAgeSeconds: 0, resource, amr: undefined });
  }

  /** The access token of a session whose user has just shown a second factor. */
  stepUp(
    { userId, sessionId }: Pick<FakeSignIn, 'userId' | 'sessionId'>,
    resource?: string,
  ): string {
    return this.sign({
      userId,
      sessionId,
      loginAgeSeconds: 0,
      acr: 'aal2',
      resource,
      amr: undefined,
    });
  }

  endSession(sessionId: string): void {
    const session = this.state.sessions.get(sessionId);
    if (!session) throw new Error('No such session');
    const { exp } = this.state;
    session.endedExp ??= exp;
    this.state.changed('session_ended', { sid: sessionId, user_id: session.userId, exp });
  }

  setUserActive(userId: string, isActive: boolean): void {
    const user = this.state.user(userId);
    user.isActive = isActive;
    user.inactiveExp = isActive ? 0 : this.state.exp;
    const exp = isActive ? {} : { exp: user.inactiveExp };
    this.state.changed('user_changed', { user_id: userId, is_active: isActive, ...exp });
  }

  /** Gives permissions through a role of this user alone. */
  grant(userId: string, ...permissions: string[]): void {
    const role = this.state.addRole(this.serviceId, `of-${userId}`);
    for (const name of permissions) role.permissions.add(name);
    this.state.user(userId).roles.add(role.id);
    this.permissionsChanged({ user_id: userId });
  }

  withdraw(userId: string, ...permissions: string[]): void {
    const role = this.state.addRole(this.serviceId, `of-${userId}`);
    for (const name of permissions) role.permissions.delete(name);
    this.permissionsChanged({ user_id: userId });
  }

  /** Creates a role or replaces its permissions; with `requiresMfa` it counts only in sessions with two factors. */
  setRole(
    name: string,
    permissions: readonly string[],
    { requiresMfa = false }: { requiresMfa?: boolean } = {},
  ): string {
    const role = this.state.addRole(this.serviceId, name);
    role.requiresMfa = requiresMfa;
    role.permissions.clear();
    for (const permission of permissions) role.permissions.add(permission);
    this.permissionsChanged({ role_id: role.id });
    return role.id;
  }

  assignRole(userId: string, name: string): void {
    this.state.user(userId).roles.add(this.state.addRole(this.serviceId, name).id);
    this.permissionsChanged({ user_id: userId });
  }

  unassignRole(userId: string, name: string): void {
    this.state.user(userId).roles.delete(this.state.addRole(this.serviceId, name).id);
    this.permissionsChanged({ user_id: userId });
  }

  /** Creates a unit: an organization, or a unit below `parent`. Returns its id. */
  addUnit(parent: string | null = null, id?: string): string {
    return this.state.units.add(parent, id);
  }

  moveUnit(id: string, parent: string): void {
    this.state.units.move(id, parent);
  }

  /** Deletes a unit with all below it. */
  deleteUnit(id: string): void {
    this.state.units.delete(id);
  }

  addMember(unitId: string, userId: string): void {
    this.state.user(userId);
    this.state.units.addMember(unitId, userId);
  }

  removeMember(unitId: string, userId: string): void {
    this.state.units.removeMember(unitId, userId);
  }

  /** Gives a role at a unit to a user, or with `null` to the unit, and so to its members and those of the units below. */
  assignRoleAt(unitId: string, name: string, userId: string | null): void {
    if (userId !== null) this.state.user(userId);
    this.state.units.hold(unitId, this.state.addRole(this.serviceId, name), userId);
  }

  unassignRoleAt(unitId: string, name: string, userId: string | null): void {
    this.state.units.drop(unitId, this.state.addRole(this.serviceId, name), userId);
  }

  createAppToken({
    service = this.service,
    name = 'test',
    scopes = [],
    expiresInSeconds = null,
    allowedNetworks = [],
  }: {
    service?: string;
    name?: string;
    scopes?: readonly string[];
    expiresInSeconds?: number | null;
    allowedNetworks?: readonly string[];
  } = {}): { id: string; token: string } {
    const token = newFakeAppToken();
    const { id: serviceId } = this.state.addService(service);
    const { nowSeconds } = this.state;
    const expiresAtMs = expiresInSeconds === null ? null : (nowSeconds + expiresInSeconds) * 1000;
    const id = randomUUID();
    const rest = { scopes, allowedNetworks, expiresAtMs, isRevoked: false };
    this.state.appTokens.set(token, { id, name, serviceId, ...rest });
    return { id, token };
  }

  /** Grants these scopes at `service` to a calling service; replaces earlier grants. */
  grantCaller(caller: string, scopes: readonly string[] = [], service = this.service): void {
    this.changeCaller(service, caller, (callers, id) => callers.set(id, [...scopes]));
  }

  /** Withdraws the grant of a calling service at `service`. */
  withdrawCaller(caller: string, service = this.service): void {
    this.changeCaller(service, caller, (callers, id) => callers.delete(id));
  }

  revokeAppToken(id: string): void {
    const token = [...this.state.appTokens.values()].find((one) => one.id === id);
    if (!token) throw new Error('No such token');
    token.isRevoked = true;
    this.state.changed('token_revoked', { token_id: id, service_id: token.serviceId });
    for (const instance of this.instances) instance.dropUnauthorized();
  }

  setServiceActive(name: string, isActive: boolean): void {
    const service = this.state.addService(name);
    service.isActive = isActive;
    this.state.changed('service_changed', { service_id: service.id, is_active: isActive });
    for (const instance of this.instances) instance.dropUnauthorized();
  }

  /** Renames a service; its id and existing tokens do not change. */
  renameService(name: string, to: string): void {
    this.state.addService(name).name = to;
  }

  /** Signs with a new key from now on; `drop` also withdraws the old ones, as after a theft. */
  rotateKeys({ drop = false }: { drop?: boolean } = {}): void {
    const { keys } = this.state;
    if (drop) keys.length = 0;
    keys.unshift(new SigningKey());
    this.state.changed('keys_changed', { kids: keys.map(({ kid }) => kid) });
  }

  /** Destroys the connections of all feeds. */
  cutFeeds(): void {
    for (const instance of this.instances) instance.cutFeeds();
  }

  /** Keeps the feeds open without data, as behind a broken router; `false` resets these connections. */
  setFrozen(isFrozen: boolean): void {
    for (const instance of this.instances) instance.isFrozen = isFrozen;
    if (!isFrozen) this.cutFeeds();
  }

  /** Makes all earlier cursors invalid. */
  forgetChanges(): void {
    this.state.forgetChanges();
  }

  /** Stops the first instance; the state is kept. */
  async stop(): Promise<void> {
    await this.first.close();
  }

  /** Starts the first instance again, on its port. */
  async restart(): Promise<void> {
    await this.first.close();
    await this.first.listen(this.first.port);
  }

  async close(): Promise<void> {
    await Promise.all(this.instances.map((instance) => instance.close()));
  }

  private get first(): FakeInstance {
    return this.instances[0]!;
  }

  private changeCaller(
    service: string,
    caller: string,
    change: (callers: FakeService['callers'], callerId: string) => unknown,
  ): void {
    const { id: serviceId, callers } = this.state.addService(service);
    const { id: callerId } = this.state.addService(caller);
    change(callers, callerId);
    const data = { service_id: serviceId, caller_service_id: callerId };
    this.state.changed('caller_changed', data, serviceId);
  }

  private permissionsChanged(what: Record<string, string>): void {
    const { serviceId, state } = this;
    state.changed('permissions_changed', { service_id: serviceId, ...what }, serviceId);
  }

  private sign({
    resource,
    ...of
  }: {
    userId: string;
    sessionId: string;
    loginAgeSeconds: number;
    acr?: AcrValue | undefined;
    resource: string | undefined;
    amr: readonly string[] | undefined;
  }): string {
    const { keys, nowSeconds, tokenLifetimeSeconds } = this.state;
    const service = resource === undefined ? undefined : this.state.addService(resource);
    const claims = accessTokenClaims({
      issuer: this.issuer,
      audience: service?.name ?? this.issuer,
      serviceId: service?.id,
      ...of,
      nowSeconds,
      lifetimeSeconds: tokenLifetimeSeconds,
    });
    return keys[0]!.sign(claims);
  }
}
