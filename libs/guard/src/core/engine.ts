import { authUnavailable, sessionEnded } from '../errors.js';
import { TokenVerifier, type VerifiedToken } from '../token-verifier.js';
import type { GatehouseApp, GatehouseUser } from '../types.js';
import { AppTokens, type AppTokenShown } from './app-tokens.js';
import { Audience } from './audience.js';
import type { Authority } from './authority.js';
import { BoundedMap } from './bounded-map.js';
import { assertStanding } from './caller-standing.js';
import {
  changeBy,
  type Admission,
  type EngineChange,
  type EngineListener,
  type EngineOptions,
  type OnFeedLost,
} from './engine-options.js';
import { Feed, type FeedState } from './feed.js';
import type { FeedEvent } from './feed-events.js';
import type { GuardHealth } from './health.js';
import { KeyStore } from './key-store.js';
import { PermissionSets, toLeveledSet, type LeveledSet } from './permission-sets.js';
import { Revocations } from './revocations.js';
import { observed, SelfWatch } from './self-watch.js';
import { GuardUnits } from './units.js';
import { Waiters } from './waiters.js';

export type { Admission, EngineChange, EngineListener, EngineOptions, OnFeedLost };

/** Application tokens are checked again after this time, so that the server counts their use. */
const APP_TOKEN_AGE_MS = 30_000;

interface Introspected {
  readonly rights: LeveledSet | null;
  readonly untilMs: number;
}

/** The state of a guard and its decisions, without a framework. */
export class GuardEngine {
  readonly keys: KeyStore;
  readonly verifier: TokenVerifier;
  readonly rights: PermissionSets;
  readonly units: GuardUnits;
  readonly appTokens: AppTokens;
  readonly revocations: Revocations;
  private readonly audience: Audience;
  private readonly watched: SelfWatch;
  private readonly asked: Authority;
  private readonly feed: Feed | null;
  private readonly introspected: BoundedMap<string, Introspected>;
  private readonly introspectionMs: number;
  private readonly onFeedLost: OnFeedLost;
  private serviceId: string | null = null;
  private serviceName: string | null = null;
  private problem: string | null = null;
  private isUp = false;
  private wasReady = false;
  private readonly waiting = new Waiters();
  private readonly watchers = new Set<(change: EngineChange) => void>();

  constructor(
    private readonly options: EngineOptions,
    private readonly listener: EngineListener,
  ) {
    const { authority, clock } = options;
    this.watched = new SelfWatch(
      {
        ...options,
        address: options.address ?? options.issuer,
        hasFeed: authority.openFeed !== null,
        hasKeys: () => this.keys.hasKeys,
      },
      listener,
    );
    authority.onServerTime?.((serverMs) => this.watched.serverTime(serverMs));
    this.asked = observed(authority, this.watched);
    this.keys = new KeyStore({
      fetchKeys: () => this.asked.fetchKeys(),
      onMissing: (kids) => this.watched.keysMissing(kids),
      clock,
      cooldownSeconds: options.jwksCooldownSeconds,
      maxAgeSeconds: options.jwksMaxAgeSeconds,
      onKeys: (kids) => this.verifier.forgetAllExcept(kids),
    });
    this.audience = new Audience(options);
    this.verifier = new TokenVerifier({
      ...options,
      audience: this.audience,
      keys: this.keys,
      maxRemembered: options.maxTokens,
      watch: this.watched,
    });
    this.rights = new PermissionSets({
      fetchRights: (userId, etag) => this.asked.fetchRights(userId, etag),
      clock,
      maxUsers: options.maxUsers,
    });
    this.units = this.createUnits();
    this.appTokens = new AppTokens({
      authority: this.asked,
      clock,
      maxAgeMs: () => this.appTokenAgeMs(),
      trustsLastAnswer: () => !this.isUp && this.onFeedLost === 'allow-until-expiry',
    });
    this.revocations = new Revocations(clock);
    this.introspected = new BoundedMap(options.maxTokens);
    // Without a feed nothing is cached: the server is asked each time.
    this.introspectionMs = authority.openFeed ? options.introspectionSeconds * 1000 : 0;
    this.onFeedLost = authority.openFeed ? options.onFeedLost : 'introspect';
    this.feed = authority.openFeed ? new Feed(authority.openFeed, this, options.feedTiming) : null;
  }

  private createUnits(): GuardUnits {
    return new GuardUnits({
      ...this.options,
      authority: this.asked,
      rights: this.rights,
      rightsOf: (userId) => this.rightsOf(userId),
      assertConfigured: () => this.assertConfigured(),
      maxAgeMs: () =>
        this.isUp || this.onFeedLost === 'allow-until-expiry' ? undefined : this.introspectionMs,
      onUnsupported: () => this.listener.onWithoutUnits?.(),
    });
  }

  start(): void {
    void this.keys.prepare();
    this.feed?.start();
  }

  async stop(): Promise<void> {
    await this.feed?.stop();
  }

  get feedState(): FeedState {
    return this.feed ? this.feed.state : 'up';
  }

  /** The problems of this guard, and since when. */
  get health(): GuardHealth {
    return this.watched.report();
  }

  get authority(): Authority {
    return this.options.authority;
  }

  /** @throws Error if the feed is not up in time */
  async untilUp(timeoutMs: number): Promise<void> {
    if (this.isUp || !this.feed) return;
    await this.waiting.wait(timeoutMs, () => {
      const [worst] = this.health.problems;
      return worst && worst.code !== 'CONNECTING' ? `: ${worst.code}: ${worst.message}` : '';
    });
  }

  /** The warm path: the token of an `Authorization` value if it is known and not revoked, synchronously. */
  recall(header: string): VerifiedToken | undefined {
    if (!this.isUp) return undefined;
    const verified = this.verifier.recallHeader(header);
    return verified && !this.revocations.refuses(verified.user) ? verified : undefined;
  }

  /** @throws Refusal `INVALID_TOKEN`, `WRONG_AUDIENCE`, `SESSION_ENDED` or `AUTH_UNAVAILABLE` */
  async admit(token: string, { live }: { live: boolean }): Promise<Admission> {
    this.assertConfigured();
    const verified = this.verifier.recall(token) ?? (await this.verifier.verify(token));
    const { user } = verified;
    if (this.revocations.refuses(user)) throw sessionEnded();
    const rights = live
      ? await this.introspect(token, user)
      : await this.admitByFeed(token, verified);
    if (this.revocations.refuses(user)) throw sessionEnded();
    return { user, rights };
  }

  /** @throws Refusal `AUTH_UNAVAILABLE` */
  async rightsOf(userId: string): Promise<LeveledSet> {
    this.assertConfigured();
    const set = this.isUp
      ? this.rights.peek(userId)
      : this.rights.peek(
          userId,
          this.onFeedLost === 'allow-until-expiry' ? undefined : this.introspectionMs,
        );
    return set ?? this.rights.load(userId);
  }

  /** @throws Refusal `INVALID_TOKEN`, `RATE_LIMITED`, `CALLER_NOT_GRANTED`, `INSUFFICIENT_SCOPE` or `AUTH_UNAVAILABLE` */
  async admitApp(
    token: string,
    shown: AppTokenShown,
    scopes: readonly string[] = [],
  ): Promise<GatehouseApp> {
    this.assertConfigured();
    if (!this.isUp && this.onFeedLost === 'deny')
      throw authUnavailable('The authentication server is out of reach');
    const state = await this.appTokens.authenticate(token, shown);
    assertStanding(state, scopes, this.serviceName ?? this.options.service);
    return state.app;
  }

  /** @internal The feed calls it. */
  onState(state: FeedState, reason: unknown): void {
    this.isUp = state === 'up' && this.problem === null;
    if (state === 'up') this.watched.connected();
    this.introspected.clear();
    this.units.forgetAged();
    if (this.isUp) this.waiting.wake();
    this.notify({ kind: 'state', isUp: this.isUp });
    this.listener.onFeedState(state, reason);
  }

  /** @internal The feed calls it. */
  onTrouble(reason: unknown): void {
    this.watched.connectionFailed(reason);
  }

  /** @internal The feed calls it. */
  onEvent(event: FeedEvent): void {
    this.watched.obeyed(event);
    (this.obey[event.kind] as (event: FeedEvent) => void)(event);
    const change = changeBy(event);
    if (change) this.notify(change);
  }

  /** Calls `watcher` after each applied change; returns a function that removes it. */
  watch(watcher: (change: EngineChange) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  private notify(change: EngineChange): void {
    for (const watcher of this.watchers) watcher(change);
  }

  /** Applies each kind of event. */
  private readonly obey: { [K in FeedEvent['kind']]: (event: FeedEvent & { kind: K }) => void } = {
    hello: (event) => this.greet(event),
    reset: () => {
      this.forgetGrants();
      this.revocations.forgetUsers();
    },
    snapshot: ({ sessions, users }) => {
      for (const session of sessions) this.revocations.endSession(session);
      for (const user of users) this.revocations.endUser(user);
    },
    ready: ({ kids }) => this.becomeReady(kids),
    heartbeat: () => undefined,
    session_ended: ({ session }) => this.revocations.endSession(session),
    user_changed: (event) => this.changeUser(event),
    permissions_changed: (event) => this.changePermissions(event),
    unit_changed: (event) => {
      if (event.serviceId === null || event.serviceId === this.serviceId) this.units.obey(event);
    },
    token_revoked: ({ tokenId }) => this.appTokens.revoke(tokenId),
    caller_changed: ({ serviceId, callerId }) => {
      if (serviceId === this.serviceId) this.appTokens.forgetCaller(callerId);
    },
    token_changed: ({ tokenId }) => this.appTokens.forgetToken(tokenId),
    service_changed: ({ serviceId, isActive }) =>
      this.appTokens.setServiceActive(serviceId, isActive),
    keys_changed: ({ kids }) => this.changeKeys(kids),
  };

  private appTokenAgeMs(): number {
    const isTrusted = this.isUp || this.onFeedLost === 'allow-until-expiry';
    return isTrusted ? APP_TOKEN_AGE_MS : this.introspectionMs;
  }

  /**
   * The first stream starts at its own cursor, and no snapshot contains grants, so grants learnt before are forgotten.
   * Later streams continue where the last one ended, or start with `reset`.
   */
  private becomeReady(kids: readonly string[]): void {
    if (!this.wasReady) this.forgetGrants();
    this.wasReady = true;
    this.changeKeys(kids);
  }

  private forgetGrants(): void {
    this.rights.forgetAll();
    this.units.forgetAll();
    this.appTokens.forgetAll();
  }

  private changeKeys(kids: readonly string[]): void {
    this.verifier.forgetAllExcept(kids);
    void this.keys.announce(kids);
  }

  private greet(hello: FeedEvent & { kind: 'hello' }): void {
    const { service } = hello;
    // The name may now belong to another service, new or renamed: the feed continues, but grants of the former service
    // must be forgotten.
    if (this.serviceId !== null && this.serviceId !== service.id) this.forgetGrants();
    this.serviceId = service.id;
    if (this.audience.setOwn(service)) this.verifier.forgetAllExcept([]);
    this.serviceName = service.name;
    this.problem = this.watched.greeted(hello);
    if (this.problem) this.listener.onMisconfigured(this.problem);
  }

  private changeUser({ userId, isActive, exp }: FeedEvent & { kind: 'user_changed' }): void {
    this.rights.forgetUser(userId);
    this.units.forgetAnswersOf(userId);
    if (isActive) return this.revocations.reviveUser(userId);
    const { clock } = this.options;
    this.revocations.endUser({ user_id: userId, exp: exp ?? clock() / 1000 + 86_400 });
  }

  private changePermissions(event: FeedEvent & { kind: 'permissions_changed' }): void {
    const { serviceId, userId, roleId } = event;
    if (serviceId !== null && serviceId !== this.serviceId) return;
    if (userId !== null) this.rights.forgetUser(userId);
    if (roleId !== null) this.rights.forgetRole(roleId);
    if (userId === null && roleId === null) this.rights.forgetAll();
    if (userId === null) this.units.forgetAnswers();
    else this.units.forgetAnswersOf(userId);
  }

  /** A guard configured for another service or issuer must not decide. */
  private assertConfigured(): void {
    if (this.problem)
      throw authUnavailable('This service is not set up correctly', this.problem, 30);
  }

  private async admitByFeed(
    token: string,
    { user, isForOneService }: VerifiedToken,
  ): Promise<LeveledSet | null> {
    if (this.isUp) return null;
    if (this.onFeedLost === 'deny')
      throw authUnavailable('The authentication server is out of reach');
    // Until the server has sent the id of this service, its name may have belonged to another service when the token
    // was issued.
    const isCertain = !isForOneService || this.audience.isKnown;
    if (this.onFeedLost === 'allow-until-expiry' && isCertain) return null;
    const held = this.introspected.get(token);
    if (held && this.options.clock() < held.untilMs) return held.rights;
    const rights = await this.introspect(token, user);
    const untilMs = this.options.clock() + this.introspectionMs;
    if (!this.isUp) this.introspected.set(token, { rights, untilMs });
    return rights;
  }

  private async introspect(token: string, user: GatehouseUser): Promise<LeveledSet> {
    const answer = await this.asked.introspect(token).catch((error: unknown) => {
      throw authUnavailable('The authentication server could not be asked', error);
    });
    if (!answer.active || answer.sub !== user.id || answer.sid !== user.sessionId) {
      throw sessionEnded();
    }
    return toLeveledSet(answer.rights);
  }
}
