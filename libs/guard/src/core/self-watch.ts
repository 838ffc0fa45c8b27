import type { Authority } from './authority.js';
import { ISSUED_AHEAD_SECONDS, type Clock } from './clock.js';
import type { FeedEvent } from './feed-events.js';
import type { OnFeedLost } from './on-feed-lost.js';
import { HealthRecord, type GuardHealth, type HealthListener, type Trouble } from './health.js';
import { callTroubleOf, troubleOf, type TroubleContext } from './troubles.js';

export interface SelfWatchOptions {
  readonly clock: Clock;
  readonly issuer: string;
  readonly service: string;
  readonly audience: string | null;
  readonly onFeedLost: OnFeedLost;
  readonly clockToleranceSeconds: number;
  /** Where the server is reached. */
  readonly address: string;
  /** Without a feed there is nothing to wait for. */
  readonly hasFeed: boolean;
  readonly hasKeys: () => boolean;
}

const bare = (address: string) => address.replace(/\/\/[^/@]*@/, '//');

type Hello = FeedEvent & { kind: 'hello' };

const WARN_BEFORE_MS = 14 * 86_400_000;
/** Beyond the tolerance: `Date` has whole seconds, and an answer takes its time. */
const MEASURED_WITHIN_SECONDS = 5;
const AUDIENCE_CALM_MS = 60_000;

/** Watches what the guard can see of its own set-up and of its way to the server, and says what is wrong with it. */
export class SelfWatch {
  private readonly record: HealthRecord;
  private isUp = false;
  private answersCalls = false;
  private fate: TroubleContext['fate'] = null;
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

  /** The feed is up: what kept it away is over, and the token was good now. */
  connected(): void {
    this.isUp = true;
    this.record.clear('connection');
    this.record.clear('calls');
  }

  /** A connection could not be made, or has ended. */
  connectionFailed(reason: unknown): void {
    // A feed that was up and has broken off says nothing of the calls.
    if (this.isUp) this.answersCalls = true;
    this.isUp = false;
    const trouble = troubleOf(reason, this.context());
    if (trouble.code !== 'FEED_LOST') this.answersCalls = false;
    this.record.clear('calls');
    const isMetAgain = this.record.get('connection')?.code === trouble.code;
    const severity = this.severityOf(trouble);
    this.record.set('connection', { ...trouble, severity }, isMetAgain);
  }

  /** @param byToken whether the call was let in by the application token */
  callSucceeded(byToken: boolean): void {
    const failed = this.record.get('calls');
    if (failed && (byToken || !isOfToken(failed))) this.record.clear('calls');
    if (!byToken) return;
    this.answersCalls = true;
    const held = this.record.get('connection');
    // The feed is kept away, and calls are answered: callers are judged by them.
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

  /** Whether calls of good callers are refused for it. */
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
    return { address, service, fate: this.fate };
  }

  /** Answers what is wrong with the set-up, which refuses every call; `null` when nothing is. */
  greeted(hello: Hello): string | null {
    this.fate = null;
    this.serviceId = hello.service.id;
    this.token = hello.appToken;
    this.lookAtToken();
    const trouble = setupTroubleOf(hello, this.options);
    if (trouble) this.record.set('setup', trouble);
    else this.record.clear('setup');
    return trouble?.message ?? null;
  }

  /** What the feed tells of this guard's own token and service. */
  obeyed(event: FeedEvent): void {
    switch (event.kind) {
      case 'token_revoked':
        if (event.tokenId === this.token?.id) this.fate = 'revoked';
        break;
      case 'service_changed':
        if (event.serviceId === this.serviceId) this.fate = event.isActive ? null : 'inactive';
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
    if (leftMs <= 0) this.fate ??= 'expired';
    if (leftMs > WARN_BEFORE_MS || leftMs <= 0) return this.record.clear('token');
    const day = new Date(expMs ?? 0).toISOString();
    const message = `The application token expires at ${day}: mint a new one (POST /api/tokens/, or POST /api/tokens/{id}/rotate) and set it as GATEHOUSE_APP_TOKEN before; from then on calls are refused`;
    this.record.set('token', { code: 'APP_TOKEN_EXPIRES_SOON', severity: 'degraded', message });
  }

  /** The audience of a token of this server, with a good signature, that is for everything. */
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

  /** Keys that the server has announced and its key set does not have. */
  keysMissing(kids: readonly string[]): void {
    this.missingKeys = new Set(kids);
    if (kids.length === 0) return this.record.clear('keys');
    this.setKeysMissing(this.options.hasKeys() ? 'degraded' : 'refusing');
  }

  /** A token was shown that only a key of this id can verify. */
  keyWanted(kid: string): void {
    if (this.missingKeys.has(kid)) this.setKeysMissing('refusing');
  }

  private setKeysMissing(severity: Trouble['severity']): void {
    const { address } = this.options;
    const message = `The key set ${address}/.well-known/jwks.json lacks keys that the server signs with: see whether a cache or a proxy answers with an old one, or the option url leads to another installation`;
    this.record.set('keys', { code: 'KEYS_MISSING', severity, message });
  }

  /** The time of the server, as an answer has just told it. */
  serverTime(serverMs: number): void {
    const { clock, clockToleranceSeconds } = this.options;
    this.skewSeconds = (serverMs + 500 - clock()) / 1000;
    if (Math.abs(this.skewSeconds) > clockToleranceSeconds + MEASURED_WITHIN_SECONDS) {
      return this.setSkew(this.skewSeconds, this.skewSeconds > ISSUED_AHEAD_SECONDS);
    }
    this.record.clear('clock');
  }

  /** A token with a good signature was refused, for this clock says that it was made later than now, or has ended. */
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

/** The same authority, each of whose answers is seen. */
export function seen(authority: Authority, watch: SelfWatch): Authority {
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
    validateAppToken: (token) => see(authority.validateAppToken(token)),
    ...(authority.askAppTokens && {
      askAppTokens: (asked) => see(authority.askAppTokens?.(asked) ?? Promise.resolve(null)),
    }),
    declareManifest: (manifest, options) => authority.declareManifest(manifest, options),
    openFeed: authority.openFeed,
  };
}
