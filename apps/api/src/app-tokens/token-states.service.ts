import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { addressPrefixes, type AppTokenClient } from '#libs/access';
import { Clock, equalsConstantTime, isAppError, sha256Text, type FairPath } from '#libs/kernel';
import { ValidatedCaches, type ValidatedCache } from '#api/platform/changes';
import { AppTokensStore, type TokenState } from './app-tokens.store.js';
import { invalidAppToken } from './app-tokens.errors.js';
import { isWithin } from './networks.js';
import { isAppToken } from './token-format.js';
import { TokenLookUps } from './token-look-ups.service.js';

const MAX_ENTRIES = 20_000;
/** The source of who does not say where they are. */
const NOWHERE = '';

interface Identity {
  readonly hash: Buffer;
  readonly id: string;
  readonly serviceId: string;
}

/** A good token, and when the value that was shown ends; `null` when it never does. */
export interface GoodToken {
  readonly state: TokenState;
  readonly expiresAt: Date | null;
}

/** Finds the token behind a text and decides whether it is good now. */
@Injectable()
export class TokenStates {
  private readonly cache: ValidatedCache<TokenState | null>;
  /** By the digest of the token. A hash belongs to one token for ever, so this needs no validation; only the bound drops entries. */
  private readonly identities = new Map<string, Identity>();

  constructor(
    private readonly database: Database,
    private readonly store: AppTokensStore,
    private readonly lookUps: TokenLookUps,
    private readonly clock: Clock,
    private readonly caches: ValidatedCaches,
  ) {
    this.cache = caches.create('app-tokens', { maxEntries: MAX_ENTRIES, lane: 'tokens' });
  }

  /** @throws AppError `INVALID_TOKEN`, the same for every reason */
  async getGood(token: string, client: AppTokenClient): Promise<GoodToken> {
    const identity = await this.identify(digestOf(token), client);
    return this.judge(await this.stateOf(identity), identity.hash, client.ip);
  }

  /** The same by the SHA-256 of the token, base64; `null` for a bad one: there may be thousands of them. */
  async findGoodByDigest(digest: string, client: AppTokenClient): Promise<GoodToken | null> {
    const identity = await this.find(digest, client);
    if (!identity) return null;
    const state = await this.stateOf(identity);
    return state && this.findGood(state, identity.hash, client.ip);
  }

  private stateOf({ id, serviceId }: Identity): Promise<TokenState | null> {
    const markers = [`token:${id}`, `service:${serviceId}`] as const;
    return this.cache.get(id, markers, () => this.store.findState(this.database.checks, id));
  }

  /** The same, past the cache. @throws AppError `INVALID_TOKEN` */
  async readGood(token: string, client: AppTokenClient): Promise<GoodToken> {
    const { id, hash } = await this.identify(digestOf(token), client);
    const { database, store } = this;
    const state = await this.caches.within('tokens', () => store.findState(database.checks, id));
    return this.judge(state, hash, client.ip);
  }

  /**
   * The same from memory alone, for who has the token's digest. `null` where that does not say that it is good: another
   * way must then find out why.
   */
  recallGood(digest: string, ip: string | null): Promise<GoodToken | null> | null {
    const identity = this.identities.get(digest);
    const recalled = identity && this.cache.recall(identity.id);
    if (!recalled) return null;
    return recalled.then((state) => (state ? this.findGood(state, identity.hash, ip) : null));
  }

  private findGood(state: TokenState, hash: Buffer, ip: string | null): GoodToken | null {
    try {
      return this.judge(state, hash, ip);
    } catch (error) {
      if (isAppError(error)) return null;
      throw error;
    }
  }

  private async identify(digest: string, client: AppTokenClient): Promise<Identity> {
    const identity = await this.find(digest, client);
    if (!identity) throw invalidAppToken();
    return identity;
  }

  private async find(digest: string, client: AppTokenClient): Promise<Identity | null> {
    const known = this.identities.get(digest);
    if (known) return known;
    const found = await this.lookUps.find(digest, pathOf(client));
    if (!found) return null;
    const identity = { hash: found.hash, id: found.id, serviceId: found.service_id };
    if (this.identities.size >= MAX_ENTRIES) {
      this.identities.delete(this.identities.keys().next().value ?? '');
    }
    this.identities.set(digest, identity);
    return identity;
  }

  private judge(state: TokenState | null, hash: Buffer, ip: string | null): GoodToken {
    if (!state?.is_active || !state.service_is_active) throw invalidAppToken();
    const expiresAt = this.expiryOf(state, hash);
    if (expiresAt !== null && expiresAt.getTime() <= this.clock.nowMs()) throw invalidAppToken();
    if (!this.isFrom(state, ip)) throw invalidAppToken();
    return { state, expiresAt };
  }

  /**
   * When this very value ends: one that was rotated out with its overlap.
   * @throws AppError `INVALID_TOKEN` for a value that the token no longer has
   */
  private expiryOf(state: TokenState, hash: Buffer): Date | null {
    const { expires_at: end, previous_hash: previous, previous_expires_at: overlap } = state;
    if (equalsConstantTime(state.token_hash, hash)) return end;
    if (!previous || !overlap || !equalsConstantTime(previous, hash)) throw invalidAppToken();
    return end !== null && end < overlap ? end : overlap;
  }

  private isFrom(state: TokenState, ip: string | null): boolean {
    const { allowed_networks: networks } = state;
    return networks.length === 0 || ip === null || isWithin(ip, networks);
  }
}

function pathOf({ relayedBy, source, ip }: AppTokenClient): FairPath {
  const where = source ?? ip ?? NOWHERE;
  if (relayedBy !== undefined) return [relayedBy, where];
  const names = addressPrefixes(where).map(({ name }) => name);
  const [site = where, ...narrower] = names.reverse();
  return [site, ...narrower];
}

/** @throws AppError `INVALID_TOKEN` for what cannot be a token: it costs no look-up */
function digestOf(token: string): string {
  if (!isAppToken(token)) throw invalidAppToken();
  return sha256Text(token);
}
