import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { addressPrefixes, type AppPrincipal } from '#libs/access';
import { Clock, sha256Text, type FairPath } from '#libs/kernel';
import { ValidatedCaches, type ValidatedCache } from '#api/platform/changes';
import { Grants } from '#api/rbac';
import { invalidAppToken } from './app-tokens.errors.js';
import { AppTokensStore, type TokenState } from './app-tokens.store.js';
import { scopesHeld, Standings } from './callers/standings.service.js';
import { judgeToken, toPrincipal, type GoodToken } from './good-token.js';
import { OWN_SERVICE_SCOPES } from './scopes.js';
import { isAppToken } from './token-format.js';
import { TokenLookUps } from './token-look-ups.service.js';

const MAX_ENTRIES = 20_000;
/** The source of a client with an unknown address. */
const NOWHERE = '';

/** From where a token was shown. */
export interface AppTokenClient {
  /** `null` where the asker sees to the token's networks. */
  readonly ip: string | null;
  /** Whose turn it is when many unknown tokens wait to be looked up: an address; `ip` when absent. */
  readonly source?: string;
  /** The service that asks for a caller of its own, whom it names in `source`. */
  readonly relayedBy?: string;
}

interface Identity {
  readonly hash: Buffer;
  readonly id: string;
  readonly serviceId: string;
}

/** Finds the token behind a text and decides whether it is good now, and with it the `@RequireAppToken` of every route. */
@Injectable()
export class AppTokenAuthentication {
  private readonly cache: ValidatedCache<TokenState | null>;
  /** By the digest of the token. A hash never belongs to another token, so entries need no validation; only the bound drops them. */
  private readonly identities = new Map<string, Identity>();

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
   * The remembered token of this digest, if Redis says that it has not changed; `null`, at once or after Redis was asked,
   * when no good token is remembered.
   */
  recallGood(digest: string, ip: string | null): Promise<GoodToken | null> | null {
    const identity = this.identities.get(digest);
    const recalled = identity && this.cache.recall(identity.id);
    if (!recalled) return null;
    return recalled.then((state) => (state ? this.judge(state, identity, ip) : null));
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
  const where = source ?? ip ?? NOWHERE;
  if (relayedBy !== undefined) return [relayedBy, where];
  const names = addressPrefixes(where).map(({ name }) => name);
  const [site = where, ...narrower] = names.reverse();
  return [site, ...narrower];
}
