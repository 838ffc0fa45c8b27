import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { addressPrefixes, type AppPrincipal } from '#libs/access';
import { Clock, sha256Text, type FairPath } from '#libs/kernel';
import { ValidatedCaches, type Unconfirmed, type ValidatedCache } from '#api/platform/changes';
import { Grants } from '#api/rbac';
import { isAppToken, judgeToken, toPrincipal, type GoodToken } from './app-token.js';
import { invalidAppToken } from './app-tokens.errors.js';
import { AppTokensStore, type TokenState } from './app-tokens.store.js';
import { scopesHeld, Standings } from './callers/standings.service.js';
import { OWN_SERVICE_SCOPES } from './scopes.js';
import { TokenLookUps } from './token-look-ups.service.js';

const MAX_ENTRIES = 20_000;
/** The source of a client with an unknown address. */
const UNKNOWN_SOURCE = '';

/** The client that shows a token. */
export interface AppTokenClient {
  /** `null` when a service asks about a token of its caller: that service compares the token's networks. */
  readonly ip: string | null;
  /** What look-ups of unknown tokens are queued by: an address, or the name that a service gives its caller; `ip` when absent. */
  readonly source?: string;
  /** The id of a service that asks about a token of its caller, which it names in `source`. */
  readonly relayedBy?: string;
}

/** A token that is remembered. */
export interface RecalledToken {
  /** SHA-256 of the value that was shown. */
  readonly hash: Buffer;
  readonly state: Unconfirmed<TokenState | null>;
}

interface Identity {
  readonly hash: Buffer;
  readonly id: string;
  readonly serviceId: string;
}

/** Finds the token that a text is and decides whether it is good now: what `@RequireAppToken` requires of a caller. */
@Injectable()
export class AppTokenAuthentication {
  private readonly cache: ValidatedCache<TokenState | null>;
  /** By the digest of the token. A hash never belongs to another token, so entries need no validation; only the bound drops them. */
  private readonly identities = new Map<string, Identity>();
  private readonly principals = new WeakMap<TokenState, AppPrincipal>();

  constructor(
    private readonly database: Database,
    private readonly store: AppTokensStore,
    private readonly lookUps: TokenLookUps,
    private readonly standings: Standings,
    private readonly grants: Grants,
    private readonly clock: Clock,
    private readonly caches: ValidatedCaches,
  ) {
    this.cache = caches.create('app-tokens', { maxEntries: MAX_ENTRIES, lane: 'tokens' });
  }

  /** @throws AppError `INVALID_TOKEN`, the same for every reason */
  async authenticate(token: string, client: AppTokenClient): Promise<AppPrincipal> {
    const identity = await this.getIdentity(token, client);
    return this.admit(await this.stateOf(identity), identity, client);
  }

  /** The same, not from the cache: a caller may ask after a change before this instance has the change's marker. */
  async authenticateNow(token: string, client: AppTokenClient): Promise<AppPrincipal> {
    const identity = await this.getIdentity(token, client);
    const { database, store } = this;
    const read = () => store.findState(database.checks, identity.id);
    return this.admit(await this.caches.within('tokens', read), identity, client);
  }

  /**
   * A scope about the token's own service holds as it was minted. Any other belongs to `auth_service`, which relies on
   * it: its own tokens have it, others by its grant.
   */
  async holdsHere(app: AppPrincipal, scope: string): Promise<boolean> {
    if (!app.scopes.includes(scope)) return false;
    if (OWN_SERVICE_SCOPES.has(scope)) return true;
    const authServiceId = await this.grants.getAuthServiceId(this.database.checks);
    const standing = await this.standings.of(app.serviceId, authServiceId);
    return scopesHeld(app.scopes, standing).includes(scope);
  }

  /** By the SHA-256 of the token, base64; `null` for a bad one: there may be thousands of them. */
  async findByDigest(digest: string, client: AppTokenClient): Promise<AppPrincipal | null> {
    const identity = await this.findIdentity(digest, client);
    if (!identity) return null;
    const good = this.judge(await this.stateOf(identity), identity, client.ip);
    return good && toPrincipal(good);
  }

  /**
   * A remembered token, which may be admitted once `ValidatedCaches.confirm` has confirmed its state; `null` if only
   * `authenticate` can tell.
   */
  recall(token: string): RecalledToken | null {
    const identity = this.identities.get(sha256Text(token));
    const state = identity && this.cache.find(identity.id);
    return state ? { hash: identity.hash, state } : null;
  }

  /** The principal of a recalled token whose state was confirmed; `null` when it is not good from there. */
  admitRecalled({ hash, state }: RecalledToken, ip: string | null): AppPrincipal | null {
    const good = judgeToken(state.value, { hash, ip, nowMs: this.clock.nowMs() });
    return good && this.principalOf(good);
  }

  /** Made once for as long as the state is remembered. */
  private principalOf(good: GoodToken): AppPrincipal {
    const known = this.principals.get(good.state);
    if (known?.expiresAt?.getTime() === good.expiresAt?.getTime() && known) return known;
    const principal = toPrincipal(good);
    this.principals.set(good.state, principal);
    return principal;
  }

  private admit(
    state: TokenState | null,
    identity: Identity,
    { ip }: AppTokenClient,
  ): AppPrincipal {
    const good = this.judge(state, identity, ip);
    if (!good) throw invalidAppToken();
    return toPrincipal(good);
  }

  private judge(state: TokenState | null, { hash }: Identity, ip: string | null): GoodToken | null {
    return judgeToken(state, { hash, ip, nowMs: this.clock.nowMs() });
  }

  private stateOf({ id, serviceId }: Identity): Promise<TokenState | null> {
    const markers = [`token:${id}`, `service:${serviceId}`] as const;
    return this.cache.get(id, markers, () => this.store.findState(this.database.checks, id));
  }

  private async getIdentity(token: string, client: AppTokenClient): Promise<Identity> {
    // What cannot be a token costs no look-up.
    const identity = isAppToken(token) ? await this.findIdentity(sha256Text(token), client) : null;
    if (!identity) throw invalidAppToken();
    return identity;
  }

  private async findIdentity(digest: string, client: AppTokenClient): Promise<Identity | null> {
    const known = this.identities.get(digest);
    if (known) return known;
    const found = await this.lookUps.find(digest, pathOf(client));
    if (!found) return null;
    const identity = { hash: found.hash, id: found.id, serviceId: found.serviceId };
    if (this.identities.size >= MAX_ENTRIES) {
      this.identities.delete(this.identities.keys().next().value ?? '');
    }
    this.identities.set(digest, identity);
    return identity;
  }
}

function pathOf({ relayedBy, source, ip }: AppTokenClient): FairPath {
  const where = source ?? ip ?? UNKNOWN_SOURCE;
  if (relayedBy !== undefined) return [relayedBy, where];
  const names = addressPrefixes(where).map(({ name }) => name);
  const [site = where, ...narrower] = names.reverse();
  return [site, ...narrower];
}
