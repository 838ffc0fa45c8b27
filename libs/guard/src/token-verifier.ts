import type { Audience } from './core/audience.js';
import { ISSUED_AHEAD_SECONDS, type Clock } from './core/clock.js';
import { RememberedTokens } from './core/remembered-tokens.js';
import { decodeProtectedHeader, JWTExpired, jwtVerify } from './core/jose.js';
import type { KeyStore } from './core/key-store.js';
import { invalidToken, Refusal } from './errors.js';
import type { GatehouseUser } from './types.js';

/** A token with a valid signature and valid claims. Whether its session has ended is checked elsewhere. */
export interface VerifiedToken {
  readonly user: GatehouseUser;
  /** The identity of calls with this token; one object for all of them. */
  readonly identity: { readonly user: GatehouseUser };
  /** The `Authorization` value in its usual spelling. */
  readonly header: string;
  readonly kid: string;
  /** Whether the token is for this service alone rather than for all services. */
  readonly isForOneService: boolean;
  /** Milliseconds since the epoch, including the tolerance. */
  readonly endsAtMs: number;
}

export interface TokenVerifierOptions {
  readonly keys: KeyStore;
  readonly issuer: string;
  readonly audience: Audience;
  readonly clock: Clock;
  readonly clockToleranceSeconds: number;
  /** How many verified tokens are remembered. */
  readonly maxRemembered: number;
  /** Receives observations from validly signed tokens about the configuration of this guard. */
  readonly watch?: VerifierWatch;
}

export interface VerifierWatch {
  keyWanted(kid: string): void;
  /** The `aud` of a token for all services. */
  sawAudience(found: string): void;
  refusedByClock(by: { readonly aheadSeconds: number; readonly pastSeconds: number }): void;
}

const MAX_TOKEN_LENGTH = 8192;
const MAX_KID_LENGTH = 200;
const SHAPE = /^[\w-]{2,}\.[\w-]{2,}\.[\w-]{86}$/;

/**
 * Verifies access tokens (RFC 9068: ES256, `at+jwt`) and remembers valid ones until they expire. Independent of any
 * framework.
 */
export class TokenVerifier {
  private readonly remembered: RememberedTokens<VerifiedToken>;

  constructor(private readonly options: TokenVerifierOptions) {
    this.remembered = new RememberedTokens(options.maxRemembered);
  }

  /** The token, if it was verified before and has not expired; no signature is computed. */
  recall(token: string): VerifiedToken | undefined {
    return this.recallHeader(`Bearer ${token}`);
  }

  /** Like `recall`, by the whole `Authorization` value. */
  recallHeader(header: string): VerifiedToken | undefined {
    const verified = this.remembered.get(header);
    if (verified === undefined || this.options.clock() < verified.endsAtMs) return verified;
    this.remembered.delete(header);
    return undefined;
  }

  /** @throws Refusal `INVALID_TOKEN`, `WRONG_AUDIENCE`, or `AUTH_UNAVAILABLE` if no key is available */
  async verify(token: string): Promise<VerifiedToken> {
    const kid = readKid(token);
    const key = await this.options.keys.find(kid);
    const { issuer, audience, clock, clockToleranceSeconds, watch } = this.options;
    if (!key) {
      watch?.keyWanted(kid);
      throw invalidToken();
    }
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['ES256'],
        typ: 'at+jwt',
        issuer,
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(clock()),
        requiredClaims: ['aud', 'sub', 'sid', 'jti', 'iat', 'exp', 'auth_time'],
      });
      const { aud, service_id: serviceId } = payload;
      if (serviceId === undefined && typeof aud === 'string') watch?.sawAudience(aud);
      const { isForOneService } = audience.check(payload);
      const user = this.toUser(payload);
      const endsAtMs = (user.expiresAt + clockToleranceSeconds) * 1000;
      const identity = Object.freeze({ user });
      const header = `Bearer ${token}`;
      const verified = { user, identity, header, kid, isForOneService, endsAtMs };
      this.remembered.add(verified);
      return verified;
    } catch (error) {
      if (error instanceof Refusal) throw error;
      if (error instanceof JWTExpired) throw this.expired(error);
      throw invalidToken(undefined, error);
    }
  }

  /** Forgets tokens signed by any other key. */
  forgetAllExcept(kids: readonly string[]): void {
    this.remembered.deleteWhere((verified) => !kids.includes(verified.kid));
  }

  private expired(error: JWTExpired): Refusal {
    const { exp = 0 } = error.payload;
    const pastSeconds = this.options.clock() / 1000 - exp;
    this.options.watch?.refusedByClock({ aheadSeconds: 0, pastSeconds });
    return invalidToken('The access token has expired', error);
  }

  private toUser(claims: Readonly<Record<string, unknown>>): GatehouseUser {
    const { sub, sid, jti, iat, exp, auth_time: authTime, amr, acr } = claims;
    const issuedAt = secondsIn(iat);
    const aheadSeconds = issuedAt - this.options.clock() / 1000;
    if (aheadSeconds > ISSUED_AHEAD_SECONDS) {
      this.options.watch?.refusedByClock({ aheadSeconds, pastSeconds: 0 });
      throw invalidToken();
    }
    return Object.freeze({
      id: textIn(sub),
      sessionId: textIn(sid),
      tokenId: textIn(jti),
      issuedAt,
      expiresAt: secondsIn(exp),
      authTime: secondsIn(authTime),
      amr: Object.freeze(
        Array.isArray(amr) ? amr.filter((method) => typeof method === 'string') : [],
      ),
      acr: acr === 'aal2' ? 'aal2' : 'aal1',
      claims: Object.freeze({ ...claims }),
    });
  }
}

/** Refuses everything that can be refused without a key, before any key is looked up. */
function readKid(token: string): string {
  if (token.length > MAX_TOKEN_LENGTH || !SHAPE.test(token) || !isCanonical(token)) {
    throw invalidToken();
  }
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(token);
  } catch (error) {
    throw invalidToken(undefined, error);
  }
  const { alg, kid, crit } = header;
  if (alg !== 'ES256' || crit !== undefined || !isKid(kid)) throw invalidToken();
  return kid;
}

const isKid = (kid: unknown): kid is string =>
  typeof kid === 'string' && kid.length > 0 && kid.length <= MAX_KID_LENGTH;

/**
 * Accepts only the canonical encoding: base64url with unused bits set in its last character is another text for the
 * same bytes.
 */
function isCanonical(token: string): boolean {
  return token
    .split('.')
    .every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

function textIn(claim: unknown): string {
  if (typeof claim !== 'string' || claim.length === 0) throw invalidToken();
  return claim;
}

function secondsIn(claim: unknown): number {
  if (!Number.isSafeInteger(claim) || (claim as number) < 0) throw invalidToken();
  return claim as number;
}
