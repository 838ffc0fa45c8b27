import { isSendable } from './core/app-token-format.js';
import type { Authority } from './core/authority.js';
import { type Clock, systemClock } from './core/clock.js';
import type { EngineOptions, OnFeedLost } from './core/engine.js';
import { HttpAuthority } from './core/http-authority.js';

/** Strings rather than symbols or classes, so that both builds of the package in one process use the same tokens. */
export const GATEHOUSE_OPTIONS = 'GATEHOUSE_OPTIONS';
export const GUARD_ENGINE = 'GATEHOUSE_GUARD_ENGINE';
export const GUARD_STREAMS = 'GATEHOUSE_GUARD_STREAMS';
export const GUARD_CLOCK = 'GATEHOUSE_GUARD_CLOCK';
export const IS_GLOBAL_GUARD = 'GATEHOUSE_IS_GLOBAL_GUARD';

/** The options of `GatehouseModule.forRoot`. */
export interface GatehouseOptions {
  /** The server's public address, exactly as its tokens carry it in `iss` (its `APP_BASE_URL`). */
  readonly issuer: string;
  /** The name (or id) of this service, as registered at the server. */
  readonly service: string;
  /**
   * This service's application token (`gh_…`), or a function that is called for each request. `undefined`, the value
   * of an unset variable, stops the start like any other invalid value.
   */
  readonly appToken: string | undefined | (() => string | Promise<string>);
  /** Address of the server, if it is not `issuer` (such as an address inside a cluster). */
  readonly url?: string;
  /**
   * The accepted audience of tokens. `service`, for new systems: only tokens for this service (from a sign-in or
   * refresh with `resource`), so that tokens sent to another service are useless here. Any other value is the `aud` of
   * tokens for all services, which are then accepted in addition to those for this service: `issuer` by default, or
   * the server's `JWT_AUDIENCE` if it sets one.
   */
  readonly audience?: 'service' | (string & {});
  /**
   * How calls are decided while the server's feed is lost: `introspect` asks the server about each token and caches
   * the answer for a few seconds, `allow-until-expiry` uses the last known state, `deny` refuses with 503.
   */
  readonly onFeedLost?: OnFeedLost;
  /** How long an answer is cached while the feed is lost, in seconds. */
  readonly introspectionSeconds?: number;
  /** Whether a handler without declared access stops the start, with an error that names it. */
  readonly strict?: boolean;
  /** Tolerated difference between the server's clock and this one, in seconds; at most 60. */
  readonly clockToleranceSeconds?: number;
  /** How many verified tokens and how many users' permissions are held. */
  readonly maxTokens?: number;
  readonly maxUsers?: number;
  /** How many units of one user are held; of a user with more, nothing is decided at a unit (503). Default 20,000. */
  readonly maxUnitsPerUser?: number;
  /** How many units of organizations are held with their parents. Default 100,000. */
  readonly maxUnits?: number;
  /** The most units that `unitsWhere` answers. Default 10,000. */
  readonly maxUnitsListed?: number;
  /** Timeout of one call to the server, in milliseconds. */
  readonly timeoutMs?: number;
  /**
   * Whether open WebSockets, subscriptions and server-sent events are closed when the session ends, a permission is
   * removed or the token expires. Default `true`; `@CloseOnEnd(false)` excludes a handler.
   */
  readonly closeOnEnd?: boolean;
  /** How many of these may be open at once; further ones are refused with 503. */
  readonly maxStreams?: number;
  /** Replaces the server, in tests; `testAuth()` provides one. */
  readonly authority?: Authority;
  readonly clock?: Clock;
}

const MAX_TOLERANCE_SECONDS = 60;

/** All problems of the options, reported together. */
export class InvalidGatehouseOptions extends Error {
  constructor(problems: readonly string[]) {
    super(`GatehouseModule cannot start: ${problems.join('; ')}`);
    this.name = 'InvalidGatehouseOptions';
  }
}

/** @throws InvalidGatehouseOptions, which names every problem and no value */
export function toEngineOptions(options: GatehouseOptions): EngineOptions {
  const problems = problemsOf(options);
  if (problems.length > 0) throw new InvalidGatehouseOptions(problems);
  return {
    authority: options.authority ?? toAuthority(options),
    issuer: options.issuer,
    audience: toAudience(options),
    service: options.service,
    onFeedLost: options.onFeedLost ?? 'introspect',
    introspectionSeconds: options.introspectionSeconds ?? 3,
    clock: options.clock ?? systemClock,
    clockToleranceSeconds: options.clockToleranceSeconds ?? 5,
    ...toLimits(options),
    address: addressOf(options.url ?? options.issuer),
    jwksCooldownSeconds: 5,
    jwksMaxAgeSeconds: 600,
  };
}

const toLimits = ({ maxTokens, maxUsers, maxUnits, maxUnitsListed }: GatehouseOptions) => ({
  maxTokens: maxTokens ?? 10_000,
  maxUsers: maxUsers ?? 10_000,
  maxUnits: maxUnits ?? 100_000,
  maxUnitsListed: maxUnitsListed ?? 10_000,
});

/** The address for the log, without user name and password. */
function addressOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return (origin + pathname).replace(/\/+$/, '');
}

/** `null` if tokens for all services are not accepted. */
const toAudience = ({ audience, issuer }: GatehouseOptions): string | null =>
  audience === 'service' ? null : (audience ?? issuer);

const toAuthority = ({
  url,
  issuer,
  appToken,
  timeoutMs,
  maxUnitsPerUser,
}: GatehouseOptions): Authority =>
  new HttpAuthority({
    url: (url ?? issuer).replace(/\/+$/, ''),
    appToken: appToken ?? '',
    timeoutMs: timeoutMs ?? 3000,
    maxUnitsPerUser: maxUnitsPerUser ?? 20_000,
    fetch: (...call) => globalThis.fetch(...call),
  });

const isUrl = (value: unknown) =>
  typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const MODES: ReadonlySet<unknown> = new Set([
  undefined,
  'introspect',
  'allow-until-expiry',
  'deny',
]);

const isAmount = (value: number | undefined, most: number) =>
  value === undefined || (Number.isFinite(value) && value >= 0 && value <= most);

const NOT_SET =
  ' and is not set: mint one for this service (POST /api/tokens/) and set the variable that it is read from (GATEHOUSE_APP_TOKEN)';

function problemsOf(options: GatehouseOptions): string[] {
  const checks: [boolean, string][] = [
    [isUrl(options.issuer), 'issuer must be an http(s) address'],
    [options.url === undefined || isUrl(options.url), 'url must be an http(s) address'],
    [
      isText(options.service),
      options.audience === 'service'
        ? "service must be a name: audience 'service' takes tokens made for it alone"
        : 'service must be a name',
    ],
    [
      options.audience === undefined || isText(options.audience),
      "audience must be 'service' or the aud of the server's tokens",
    ],
    [
      options.authority !== undefined ||
        typeof options.appToken === 'function' ||
        (isText(options.appToken) && isSendable(options.appToken)),
      `appToken must be an application token (gh_...)${options.appToken ? '' : NOT_SET}`,
    ],
    [MODES.has(options.onFeedLost), 'onFeedLost must be introspect, allow-until-expiry or deny'],
    [
      isAmount(options.clockToleranceSeconds, MAX_TOLERANCE_SECONDS),
      `clockToleranceSeconds must be 0 to ${MAX_TOLERANCE_SECONDS}`,
    ],
    [isAmount(options.introspectionSeconds, 60), 'introspectionSeconds must be 0 to 60'],
    [isAmount(options.maxTokens, 10_000_000), 'maxTokens must be a number'],
    [isAmount(options.maxUsers, 10_000_000), 'maxUsers must be a number'],
    [isAmount(options.maxUnitsPerUser, 1_000_000), 'maxUnitsPerUser must be a number'],
    [isAmount(options.maxUnits, 10_000_000), 'maxUnits must be a number'],
    [isAmount(options.maxUnitsListed, 1_000_000), 'maxUnitsListed must be a number'],
    [isAmount(options.maxStreams, 10_000_000), 'maxStreams must be a number'],
    [isAmount(options.timeoutMs, 600_000), 'timeoutMs must be a number'],
  ];
  return checks.filter(([isGood]) => !isGood).map(([, problem]) => problem);
}
