import { createHash } from 'node:crypto';
import { authUnavailable, invalidAppToken, tooManyBadTokens, type Refusal } from '../errors.js';
import { isAppToken } from './app-token-format.js';
import type { AppTokenState, AskedAppToken, Authority } from './authority.js';
import { BoundedMap } from './bounded-map.js';
import { callerOf, Networks } from './caller-address.js';
import { SharedLoads } from './shared-loads.js';
import { TokenLookUps } from './token-look-ups.js';

interface Held {
  readonly state: AppTokenState;
  readonly networks: Networks;
  readonly askedAtMs: number;
}

/** The result for a token that was checked and is not valid. */
interface Refused {
  readonly untilMs: number;
  /** When the caller may present tokens again, if it has presented too many invalid ones. */
  readonly freeAtMs: number;
}

type Looked =
  | { readonly held: Held; readonly refused?: never }
  | { readonly held?: never; readonly refused: Refused };

export interface AppTokensOptions {
  readonly authority: Pick<Authority, 'validateAppToken' | 'askAppTokens'>;
  readonly clock: () => number;
  /** The current maximum age of an answer. */
  readonly maxAgeMs: () => number;
  /** Whether an older answer is currently used when the server cannot be reached. */
  readonly trustsLastAnswer: () => boolean;
}

/** How a token was presented. */
export interface AppTokenShown {
  /** Ask the server now, without cached answers. */
  readonly live: boolean;
  /** The address of the caller; `undefined` if the transport does not provide it. */
  readonly address: string | undefined;
}

const HELD = 10_000;
const REFUSED_MS = 5000;

/** The application tokens that callers have recently presented, with the server's answers. Only digests are kept. */
export class AppTokens {
  private readonly held = new BoundedMap<string, Held>(HELD);
  /** Separate, so that guesses never evict valid tokens. */
  private readonly refused = new BoundedMap<string, Refused>(HELD);
  /** Not limited here: waiting look-ups are limited in `TokenLookUps`. */
  private readonly loads = new SharedLoads<Looked>(Infinity);
  private readonly revoked = new BoundedMap<string, true>(HELD);
  private readonly inactiveServices = new Set<string>();
  private readonly lookUps: TokenLookUps;
  private liveLooks = 0;

  constructor(private readonly options: AppTokensOptions) {
    this.lookUps = new TokenLookUps(options.authority, options.clock);
  }

  /**
   * @throws Refusal `INVALID_TOKEN`, the same for tokens that are unknown, expired, revoked, inactive or presented
   * from another network; `RATE_LIMITED` for such a token from a caller that has presented too many
   */
  async authenticate(token: string, { live, address }: AppTokenShown): Promise<AppTokenState> {
    if (!isAppToken(token)) throw invalidAppToken();
    const digest = createHash('sha256').update(token).digest('base64');
    const asked = { digest, token, caller: callerOf(address) };
    const held = (live ? undefined : this.peek(digest)) ?? (await this.ask(asked, live));
    if (this.isRefused(held.state)) throw invalidAppToken();
    if (!held.networks.include(address)) throw invalidAppToken();
    return held.state;
  }

  /** When a valid token expires, in seconds; `null` if it never does or is no longer held. */
  expiryOf(tokenId: string): number | null {
    for (const { state } of this.held.values())
      if (state.app.tokenId === tokenId) return state.expiresAt;
    return null;
  }

  revoke(tokenId: string): void {
    this.revoked.set(tokenId, true);
    this.forgetToken(tokenId);
  }

  forgetToken(tokenId: string): void {
    this.loads.outdateThose(({ held }) => held?.state.app.tokenId === tokenId);
    this.held.deleteWhere(({ state }) => state.app.tokenId === tokenId);
  }

  /** Called when this service's grant to that service has changed. */
  forgetCaller(serviceId: string): void {
    this.loads.outdateThose(({ held }) => held?.state.app.serviceId === serviceId);
    this.held.deleteWhere(({ state }) => state.app.serviceId === serviceId);
  }

  /** Refusals are forgotten too, because a token may have been refused only because its service was inactive. */
  setServiceActive(serviceId: string, isActive: boolean): void {
    if (isActive) this.inactiveServices.delete(serviceId);
    else this.inactiveServices.add(serviceId);
    this.loads.outdateThose(({ held }) => !held || held.state.app.serviceId === serviceId);
    this.refused.clear();
    this.held.deleteWhere(({ state }) => state.app.serviceId === serviceId);
  }

  forgetAll(): void {
    this.loads.outdateAll();
    this.held.clear();
    this.refused.clear();
    this.inactiveServices.clear();
  }

  /** Uses the maximum age of now, not of the time of the question, because the feed may have been lost since. */
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

  private async ask(asked: AskedAppToken, live: boolean): Promise<Held> {
    const { digest } = asked;
    const known = this.held.get(digest);
    const refused = this.refused.get(digest);
    if (!known && !live && refused && this.options.clock() < refused.untilMs) {
      throw this.refusalOf(refused);
    }
    // A live check must not use an answer that was requested earlier.
    const key = live ? `${digest} live ${(this.liveLooks += 1)}` : digest;
    const looked = await this.look(asked, key, live ? undefined : known);
    if (looked.held) return looked.held;
    throw this.refusalOf(looked.refused);
  }

  private async look(asked: AskedAppToken, key: string, known: Held | undefined): Promise<Looked> {
    const { digest } = asked;
    try {
      return await this.loads.load(
        key,
        () => this.fetch(asked),
        (looked) => this.keep(digest, looked),
      );
    } catch (error) {
      if (known && this.options.trustsLastAnswer()) return { held: known };
      throw authUnavailable('The application token could not be checked', error);
    }
  }

  private refusalOf({ freeAtMs }: Refused): Refusal {
    const seconds = Math.ceil((freeAtMs - this.options.clock()) / 1000);
    return seconds > 0 ? tooManyBadTokens(seconds) : invalidAppToken();
  }

  private async fetch(asked: AskedAppToken): Promise<Looked> {
    const askedAtMs = this.options.clock();
    const { state, retryAfterSeconds } = await this.lookUps.find(asked);
    if (state) return { held: { state, networks: new Networks(state.allowedNetworks), askedAtMs } };
    const nowMs = this.options.clock();
    const freeAtMs = nowMs + retryAfterSeconds * 1000;
    return { refused: { untilMs: nowMs + REFUSED_MS, freeAtMs } };
  }

  private keep(digest: string, { held, refused }: Looked): void {
    if (held) {
      this.held.set(digest, held);
      this.refused.delete(digest);
    } else {
      this.held.delete(digest);
      this.refused.set(digest, refused);
    }
  }
}
