import type { Authority } from './authority.js';
import { ISSUED_AHEAD_SECONDS, type Clock } from './clock.js';
import type { FeedEvent } from './feed-events.js';
import type { OnFeedLost } from './engine-options.js';
import { HealthRecord, type GuardHealth, type HealthListener, type Trouble } from './health.js';
import { callTroubleOf, troubleOf, type TroubleContext } from './troubles.js';

export interface SelfWatchOptions {
  readonly clock: Clock;
  readonly issuer: string;
  readonly service: string;
  readonly audience: string | null;
  readonly onFeedLost: OnFeedLost;
  readonly clockToleranceSeconds: number;
  /** Address of the server. */
  readonly address: string;
  /** Without a feed there is no connection to wait for. */
  readonly hasFeed: boolean;
  readonly hasKeys: () => boolean;
}

const bare = (address: string) => address.replace(/\/\/[^/@]*@/, '//');

type Hello = FeedEvent & { kind: 'hello' };

const WARN_BEFORE_MS = 14 * 86_400_000;
/** Additional tolerance: `Date` has whole seconds, and an answer takes time. */
const MEASURED_WITHIN_SECONDS = 5;
const AUDIENCE_CALM_MS = 60_000;

/** Observes the guard's own configuration and its connection to the server, and reports problems. */
export class SelfWatch {
  private readonly record: HealthRecord;
  private isUp = false;
  private answersCalls = false;
  private credentialFault: TroubleContext['credentialFault'] = null;
  private serviceId: string | null = null;
  private token: { readonly id: string; readonly expMs: number | null } | null = null;
  private wrongAudienceAtMs = -Infinity;
  private missingKeys: ReadonlySet<string> = new Set();
  private skewSeconds = 0;

  constructor(
    private readonly options: SelfWatchOptions,
    listener: HealthListener,
  ) {
    this.record = new HealthRecord(options.clock, listener);
    if (options.hasFeed) {
      const message = `The guard has not heard from ${options.address} yet`;
      const severity = options.onFeedLost === 'deny' ? 'refusing' : 'degraded';
      this.record.set('connection', { code: 'CONNECTING', severity, message });
    }
  }

  report(): GuardHealth {
    this.lookAtToken();
    return this.record.report();
  }

  /** The feed is up: connection problems are over, and the application token was valid. */
  connected(): void {
    this.isUp = true;
    this.record.clear('connection');
    this.record.clear('calls');
  }

  /** A connection failed or ended. */
  connectionFailed(reason: unknown): void {
    // A broken feed that was up says nothing about other calls.
    if (this.isUp) this.answersCalls = true;
    this.isUp = false;
    const trouble = troubleOf(reason, this.context());
    if (trouble.code !== 'FEED_LOST') this.answersCalls = false;
    this.record.clear('calls');
    const isMetAgain = this.record.get('connection')?.code === trouble.code;
    const severity = this.severityOf(trouble);
    this.record.set('connection', { ...trouble, severity }, isMetAgain);
  }

  /** @param byToken whether the call was authenticated with the application token */
  callSucceeded(byToken: boolean): void {
    const failed = this.record.get('calls');
    if (failed && (byToken || !isOfToken(failed))) this.record.clear('calls');
    if (!byToken) return;
    this.answersCalls = true;
    const held = this.record.get('connection');
    // The feed is down but calls are answered, so callers can be checked by calls.
    if (held && !isOfToken(held)) this.regrade(held);
  }

  callFailed(error: unknown): void {
    this.answersCalls = false;
    const held = this.record.get('connection');
    if (held) return this.regrade(held);
    const trouble = callTroubleOf(error, this.context());
    const severity = isOfToken(trouble) ? 'refusing' : 'degraded';
    this.record.set('calls', { ...trouble, severity });
  }

  private regrade(held: Trouble): void {
    this.record.set('connection', { ...held, severity: this.severityOf(held) });
  }

  /** The severity by whether calls of valid callers are refused because of the problem. */
  private severityOf(trouble: Trouble): Trouble['severity'] {
    const { onFeedLost, hasKeys } = this.options;
    if (onFeedLost === 'deny') return 'refusing';
    if (onFeedLost === 'allow-until-expiry') return hasKeys() ? 'degraded' : 'refusing';
    if (isOfToken(trouble)) return 'refusing';
    return this.answersCalls || trouble.code === 'CONNECTING' ? 'degraded' : 'refusing';
  }

  private context(): TroubleContext {
    const { address, service } = this.options;
    this.lookAtToken();
    return { address, service, credentialFault: this.credentialFault };
  }

  /** Returns the configuration problem, which refuses every call; `null` if there is none. */
  greeted(hello: Hello): string | null {
    this.credentialFault = null;
    this.serviceId = hello.service.id;
    this.token = hello.appToken;
    this.lookAtToken();
    const trouble = setupTroubleOf(hello, this.options);
    if (trouble) this.record.set('setup', trouble);
    else this.record.clear('setup');
    return trouble?.message ?? null;
  }

  /** Applies what the feed tells of this guard's own token and service. */
  obeyed(event: FeedEvent): void {
    switch (event.kind) {
      case 'token_revoked':
        if (event.tokenId === this.token?.id) this.credentialFault = 'revoked';
        break;
      case 'service_changed':
        if (event.serviceId === this.serviceId)
          this.credentialFault = event.isActive ? null : 'inactive';
        break;
      case 'heartbeat':
        this.lookAtToken();
        break;
      default:
    }
  }

  private lookAtToken(): void {
    const expMs = this.token?.expMs ?? null;
    const leftMs = expMs === null ? Infinity : expMs - this.options.clock();
    if (leftMs <= 0) this.credentialFault ??= 'expired';
    if (leftMs > WARN_BEFORE_MS || leftMs <= 0) return this.record.clear('token');
    const day = new Date(expMs ?? 0).toISOString();
    const message = `The application token expires at ${day}: mint a new one (POST /api/tokens/, or POST /api/tokens/{id}/rotate) and set it as GATEHOUSE_APP_TOKEN before; from then on calls are refused`;
    this.record.set('token', { code: 'APP_TOKEN_EXPIRES_SOON', severity: 'degraded', message });
  }

  /** Called with the audience of a validly signed token of this server for all services. */
  sawAudience(found: string): void {
    const { audience, clock } = this.options;
    if (audience === null) return;
    const isTaken = found === audience;
    const held = this.record.get('audience');
    if (!isTaken) {
      this.wrongAudienceAtMs = clock();
      const message = `The server makes access tokens for the audience ${JSON.stringify(found)}, the option audience is ${JSON.stringify(audience)}: set it to the JWT_AUDIENCE of the server, or leave it out when the server sets none`;
      const severity = held ? held.severity : 'refusing';
      this.record.set('audience', { code: 'WRONG_AUDIENCE', severity, message });
    } else if (held) {
      if (clock() - this.wrongAudienceAtMs > AUDIENCE_CALM_MS) this.record.clear('audience');
      else this.record.set('audience', { ...held, severity: 'degraded' });
    }
  }

  /** Called with announced keys that the server's key set lacks. */
  keysMissing(kids: readonly string[]): void {
    this.missingKeys = new Set(kids);
    if (kids.length === 0) return this.record.clear('keys');
    this.setKeysMissing(this.options.hasKeys() ? 'degraded' : 'refusing');
  }

  /** Called when a token needs the key with this id. */
  keyWanted(kid: string): void {
    if (this.missingKeys.has(kid)) this.setKeysMissing('refusing');
  }

  private setKeysMissing(severity: Trouble['severity']): void {
    const { address } = this.options;
    const message = `The key set ${address}/.well-known/jwks.json lacks keys that the server signs with: see whether a cache or a proxy answers with an old one, or the option url leads to another installation`;
    this.record.set('keys', { code: 'KEYS_MISSING', severity, message });
  }

  /** Called with the server's time from a fresh answer. */
  serverTime(serverMs: number): void {
    const { clock, clockToleranceSeconds } = this.options;
    this.skewSeconds = (serverMs + 500 - clock()) / 1000;
    if (Math.abs(this.skewSeconds) > clockToleranceSeconds + MEASURED_WITHIN_SECONDS) {
      return this.setSkew(this.skewSeconds, this.skewSeconds > ISSUED_AHEAD_SECONDS);
    }
    this.record.clear('clock');
  }

  /**
   * Called when a validly signed token was refused, because by this clock it was issued in the future or has expired.
   */
  refusedByClock({
    aheadSeconds,
    pastSeconds,
  }: {
    aheadSeconds: number;
    pastSeconds: number;
  }): void {
    if (aheadSeconds > ISSUED_AHEAD_SECONDS) return this.setSkew(aheadSeconds, true);
    const isGoodThere = this.record.get('clock')?.code === 'CLOCK_AHEAD';
    if (isGoodThere && pastSeconds < -this.skewSeconds) this.setSkew(this.skewSeconds, true);
  }

  private setSkew(skewSeconds: number, refuses: boolean): void {
    const isBehind = skewSeconds > 0;
    const seconds = Math.round(Math.abs(skewSeconds));
    const effect = isBehind
      ? 'fresh access tokens are refused from a minute on'
      : 'access tokens are refused before they end';
    const code = isBehind ? 'CLOCK_BEHIND' : 'CLOCK_AHEAD';
    const held = this.record.get('clock');
    const wasRefusing = held?.code === code && held.severity === 'refusing';
    this.record.set('clock', {
      code,
      severity: refuses || wasRefusing ? 'refusing' : 'degraded',
      message: `The clock of this machine is ${seconds} s ${isBehind ? 'behind' : 'ahead of'} the server's, and ${effect}: synchronise it (NTP), or the server's when that one is wrong`,
    });
  }
}

const isOfToken = ({ code }: Pick<Trouble, 'code'>) =>
  code.startsWith('APP_TOKEN') || code === 'SERVICE_INACTIVE';

function setupTroubleOf(
  { issuer, service }: Hello,
  options: Pick<SelfWatchOptions, 'issuer' | 'service'>,
): Trouble | null {
  if (issuer !== options.issuer) {
    const message = `the server issues tokens as ${issuer}, the option issuer is ${bare(options.issuer)}: set it to exactly ${issuer} (and url, when the server is reached elsewhere)`;
    return { code: 'WRONG_ISSUER', severity: 'refusing', message };
  }
  if (options.service === service.name || options.service === service.id) return null;
  const message = `the application token belongs to the service ${service.name}, the option service is ${options.service}: set an application token of ${options.service}, or the option service to ${service.name}`;
  return { code: 'WRONG_SERVICE', severity: 'refusing', message };
}

/** The authority with each answer reported to `watch`. */
export function observed(authority: Authority, watch: SelfWatch): Authority {
  const see = async <T>(work: Promise<T>, byToken = true): Promise<T> => {
    try {
      const answer = await work;
      watch.callSucceeded(byToken);
      return answer;
    } catch (error) {
      watch.callFailed(error);
      throw error;
    }
  };
  return {
    fetchKeys: () => see(authority.fetchKeys(), false),
    fetchRights: (userId, etag) => see(authority.fetchRights(userId, etag)),
    introspect: (token) => see(authority.introspect(token)),
    ...(authority.fetchUnitPaths && {
      fetchUnitPaths: (ids) => see(authority.fetchUnitPaths?.(ids) ?? Promise.resolve(null)),
    }),
    ...(authority.fetchUnitsWhere && {
      fetchUnitsWhere: (asked) => see(authority.fetchUnitsWhere?.(asked) ?? Promise.resolve(null)),
    }),
    validateAppToken: (token) => see(authority.validateAppToken(token)),
    ...(authority.askAppTokens && {
      askAppTokens: (asked) => see(authority.askAppTokens?.(asked) ?? Promise.resolve(null)),
    }),
    declareManifest: (manifest, options) => authority.declareManifest(manifest, options),
    openFeed: authority.openFeed,
  };
}
