import { createHash } from 'node:crypto';
import { authUnavailable, invalidAppToken } from '../errors.js';
import { isAppToken } from './app-token-format.js';
import type { AppTokenState, Authority } from './authority.js';
import { BoundedMap } from './bounded-map.js';
import { LookUpBudget } from './look-up-budget.js';
import { Networks } from './networks.js';
import { SharedLoads } from './shared-loads.js';

interface Held {
  readonly state: AppTokenState;
  readonly networks: Networks;
  readonly askedAtMs: number;
}

export interface AppTokensOptions {
  readonly validate: Authority['validateAppToken'];
  readonly clock: () => number;
  /** How old an answer may be, at this moment. */
  readonly maxAgeMs: () => number;
  /** Whether an older answer counts when the server cannot be asked, at this moment. */
  readonly trustsLastAnswer: () => boolean;
}

/** How a token was shown. */
export interface AppTokenShown {
  /** Ask the server now. */
  readonly live: boolean;
  /** The address of who shows it; `undefined` where the transport does not tell. */
  readonly address: string | undefined;
}

const HELD = 10_000;
const REFUSED_MS = 5000;
const LOADS_AT_A_TIME = 16;
const STRANGERS_PER_SECOND = 100;

/** The application tokens that callers have shown lately, as the server judged them. Only digests are kept. */
export class AppTokens {
  private readonly held = new BoundedMap<string, Held>(HELD);
  /** Apart, so that guesses never push out what is known to be good. */
  private readonly refusedUntilMs = new BoundedMap<string, number>(HELD);
  private readonly loads = new SharedLoads<Held | null>(LOADS_AT_A_TIME);
  private readonly revoked = new BoundedMap<string, true>(HELD);
  private readonly inactiveServices = new Set<string>();
  private readonly strangers: LookUpBudget;

  constructor(private readonly options: AppTokensOptions) {
    this.strangers = new LookUpBudget(STRANGERS_PER_SECOND, options.clock);
  }

  /** @throws Refusal `INVALID_TOKEN`, the same for unknown, expired, revoked, inactive and shown from elsewhere */
  async authenticate(token: string, { live, address }: AppTokenShown): Promise<AppTokenState> {
    if (!isAppToken(token)) throw invalidAppToken();
    const digest = createHash('sha256').update(token).digest('base64');
    const held = (live ? undefined : this.peek(digest)) ?? (await this.ask(digest, token, live));
    if (!held || this.isRefused(held.state)) throw invalidAppToken();
    if (!held.networks.include(address)) throw invalidAppToken();
    return held.state;
  }

  revoke(tokenId: string): void {
    this.revoked.set(tokenId, true);
    this.forgetToken(tokenId);
  }

  forgetToken(tokenId: string): void {
    this.loads.outdateAll();
    this.held.deleteWhere(({ state }) => state.app.tokenId === tokenId);
  }

  /** What this service grants to that one has changed. */
  forgetCaller(serviceId: string): void {
    this.loads.outdateAll();
    this.held.deleteWhere(({ state }) => state.app.serviceId === serviceId);
  }

  /** Refusals are forgotten too: what was refused for the service's sake may be good again. */
  setServiceActive(serviceId: string, isActive: boolean): void {
    if (isActive) this.inactiveServices.delete(serviceId);
    else this.inactiveServices.add(serviceId);
    this.loads.outdateAll();
    this.refusedUntilMs.clear();
    this.held.deleteWhere(({ state }) => state.app.serviceId === serviceId);
  }

  forgetAll(): void {
    this.loads.outdateAll();
    this.held.clear();
    this.refusedUntilMs.clear();
    this.inactiveServices.clear();
  }

  /** By what counts now, not by what counted when it was asked: the feed may have been lost since. */
  private peek(digest: string): Held | undefined {
    const held = this.held.get(digest);
    if (!held) return undefined;
    const ageMs = this.options.clock() - held.askedAtMs;
    return ageMs < this.options.maxAgeMs() ? held : undefined;
  }

  private isRefused({ app, expiresAt }: AppTokenState): boolean {
    if (expiresAt !== null && this.options.clock() >= expiresAt * 1000) return true;
    return this.revoked.get(app.tokenId) === true || this.inactiveServices.has(app.serviceId);
  }

  private async ask(digest: string, token: string, live: boolean): Promise<Held | null> {
    const known = this.held.get(digest);
    if (!known && !live && this.wasRefused(digest)) return null;
    if (!known && !this.strangers.take()) {
      throw authUnavailable('Too many unknown application tokens were shown');
    }
    try {
      return await this.loads.load(
        digest,
        () => this.fetch(token),
        (held) => this.keep(digest, held),
      );
    } catch (error) {
      if (known && !live && this.options.trustsLastAnswer()) return known;
      throw authUnavailable('The application token could not be checked', error);
    }
  }

  private wasRefused(digest: string): boolean {
    return this.options.clock() < (this.refusedUntilMs.get(digest) ?? 0);
  }

  private async fetch(token: string): Promise<Held | null> {
    const askedAtMs = this.options.clock();
    const state = await this.options.validate(token);
    return state && { state, networks: new Networks(state.allowedNetworks), askedAtMs };
  }

  private keep(digest: string, held: Held | null): void {
    if (held) {
      this.held.set(digest, held);
      this.refusedUntilMs.delete(digest);
    } else {
      this.held.delete(digest);
      this.refusedUntilMs.set(digest, this.options.clock() + REFUSED_MS);
    }
  }
}
