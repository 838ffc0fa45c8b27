import { Inject, Injectable } from '@nestjs/common';
import { isAcr, type Acr } from '#libs/access';
import { coreConfig, type ConfigOf } from '#libs/config';
import { canonicalName, isId } from '#libs/kernel';
import { signingKeysConfig } from './signing-keys.config.js';

/**
 * The target of access tokens that are good for enrolling a second factor alone. It is no service: every service refuses such a
 * token, and this API accepts it only where a handler says so.
 */
export const ENROLMENT = {
  id: '00000000-0000-7000-8000-000000000276',
  name: 'urn:gatehouse:enrolment',
} as const;

/** The issuer and the audience of access tokens. */
@Injectable()
export class TokenIdentity {
  /** `APP_BASE_URL`, as it is set. */
  readonly issuer: string;
  /** `JWT_AUDIENCE`, or the issuer. */
  readonly audience: string;
  private readonly names: ReadonlySet<string>;

  constructor(
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    @Inject(signingKeysConfig.KEY) keys: ConfigOf<typeof signingKeysConfig>,
  ) {
    this.issuer = core.appBaseUrl ?? `http://localhost:${core.port}`;
    this.audience = keys.audience ?? this.issuer;
    this.names = new Set([this.issuer, this.audience, ENROLMENT.name].map(canonicalName));
  }

  /**
   * Whether a name stands for this installation in access tokens (`iss`, and `aud` of a token for everything). No service
   * may have one: a service that looks at `aud` alone would accept the tokens of both.
   */
  isOwnName(name: string): boolean {
    return this.names.has(canonicalName(name));
  }
}

/** Identity alone: no address, no name, no role. */
export interface AccessTokenClaims {
  readonly iss: string;
  /** `JWT_AUDIENCE`; the name of the service in a token that has a `service_id`. */
  readonly aud: string;
  /**
   * In a token for one service alone: which it is. The name in `aud` may become another service's while the token lives;
   * the id never does.
   */
  readonly service_id?: string;
  /** The user's id. */
  readonly sub: string;
  /** The session's id. */
  readonly sid: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  readonly auth_time: number;
  /** How the user was authenticated (RFC 8176). */
  readonly amr: readonly string[];
  /** Absent in a token of a release that had no second factors: such a token is of `aal1`. */
  readonly acr?: Acr;
}

/** Instances' clocks may differ by so much; an expired token is expired. */
const CLOCK_LEEWAY_SECONDS = 60;

const NAMES = ['iss', 'aud', 'sub', 'sid', 'jti', 'iat', 'exp', 'auth_time', 'amr'];
const MAY_BE_THERE = new Set([...NAMES, 'acr', 'nbf', 'service_id']);

/** Whom a token must be from, whom it must be for unless it is for one service, and when it is shown. */
export interface ClaimsContext {
  readonly issuer: string;
  readonly audience: string;
  readonly nowSeconds: number;
}

type Json = Readonly<Record<string, unknown>>;

const isSecond = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** One with a `service_id` is for that service, also when its name is that of the audience; see `AccessTokenClaims`. */
const isAudience = (claims: Json, audience: string): boolean =>
  'service_id' in claims
    ? isId(claims['service_id']) && typeof claims['aud'] === 'string' && claims['aud'] !== ''
    : claims['aud'] === audience;

const isMethodList = (value: unknown): boolean =>
  Array.isArray(value) && value.every((method) => typeof method === 'string');

/** Bytes that are written in one way only; base64url has spare bits that a forger could vary. */
export function decodeCanonical(part: string): Buffer | null {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : null;
}

/** An object whose text is the one way to write it: no name twice, no space, no number that JSON cannot hold. */
function parseCanonical(payload: Buffer): Json | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload);
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return JSON.stringify(value) === text ? (value as Json) : null;
  } catch {
    return null;
  }
}

function findFault(claims: Json, context: ClaimsContext): string | null {
  const { nowSeconds } = context;
  const latest = nowSeconds + CLOCK_LEEWAY_SECONDS;
  const rules: Readonly<Record<string, boolean>> = {
    names: Object.keys(claims).every((name) => MAY_BE_THERE.has(name)),
    iss: claims['iss'] === context.issuer,
    aud: isAudience(claims, context.audience),
    sub: isId(claims['sub']),
    sid: isId(claims['sid']),
    jti: isId(claims['jti']),
    iat: isSecond(claims['iat']) && claims['iat'] <= latest,
    exp: isSecond(claims['exp']) && claims['exp'] > nowSeconds,
    nbf: !('nbf' in claims) || (isSecond(claims['nbf']) && claims['nbf'] <= latest),
    auth_time: isSecond(claims['auth_time']),
    amr: isMethodList(claims['amr']),
    acr: !('acr' in claims) || isAcr(claims['acr']),
  };
  return Object.keys(rules).find((name) => !rules[name]) ?? null;
}

/** The claims of a payload whose signature was found good, or the name of the rule that it breaks. */
export function readClaims(payload: Buffer, context: ClaimsContext): AccessTokenClaims | string {
  const claims = parseCanonical(payload);
  if (!claims) return 'payload';
  return findFault(claims, context) ?? (claims as unknown as AccessTokenClaims);
}
