import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock, newId } from '#libs/kernel';
import type { KeyRing, RingKey } from './key-ring.js';
import { KeyRingCache } from './key-ring-cache.service.js';
import { cannotSign, invalidToken } from './signing-keys.errors.js';
import { readClaims, type AccessTokenClaims } from './access-token-claims.js';
import { TokenIdentity } from './token-identity.js';
import { decodeCanonical, fingerprint, isSignatureOf, withLowS } from './token-signature.js';
import { VerifiedTokens } from './verified-tokens.js';

/** What an access token is made for. */
export interface AccessTokenRequest {
  readonly userId: string;
  readonly sessionId: string;
  /** When the person last proved who they are, seconds since the epoch. */
  readonly authTime: number;
  /** How (RFC 8176), e.g. `['pwd']`. */
  readonly amr: readonly string[];
  readonly ttlSeconds: number;
  /** The one service that it is for (RFC 8707); `null`: the audience of this installation, Gatehouse's own API with it. */
  readonly service: TokenService | null;
}

/** A service as an access token names it. */
export interface TokenService {
  readonly id: string;
  readonly name: string;
}

/** A signed access token and what its answer says of it. */
export interface IssuedAccessToken {
  readonly token: string;
  /** The token's `jti`. */
  readonly tokenId: string;
  /** Whole seconds since the epoch. */
  readonly expiresAt: number;
  readonly expiresInSeconds: number;
}

/** Ours are half as long; nothing longer is looked at. */
const MAX_TOKEN_CHARACTERS = 2048;
const REMEMBERED_TOKENS = 20_000;

const TOKEN = /^([\w-]+)\.([\w-]+)\.([\w-]{86})$/;
const OWN_HEADER = /^\{"alg":"ES256","typ":"at\+jwt","kid":"[0-9a-f-]{36}"\}$/;

/**
 * Signs and verifies access tokens (RFC 9068 profile, ES256). Knows nothing of sessions: whether the
 * token's session is alive is the caller's question.
 */
@Injectable()
export class AccessTokens {
  private readonly verified = new VerifiedTokens(REMEMBERED_TOKENS);

  constructor(
    private readonly rings: KeyRingCache,
    private readonly jwt: JwtService,
    private readonly identity: TokenIdentity,
    private readonly clock: Clock,
  ) {}

  /** To be called outside of transactions: a key's first token of a longer life is noted in the database. */
  async issue(request: AccessTokenRequest): Promise<IssuedAccessToken> {
    const key = (await this.rings.get()).signer(this.clock.nowMs());
    if (request.ttlSeconds > key.longestTokenSeconds) {
      await this.rings.noteTokenLife(key.id, request.ttlSeconds);
      key.longestTokenSeconds = Math.max(key.longestTokenSeconds, request.ttlSeconds);
    }
    const issuedAt = this.clock.nowSeconds();
    const expiresAt = issuedAt + request.ttlSeconds;
    const tokenId = newId();
    const claims: AccessTokenClaims = {
      iss: this.identity.issuer,
      aud: request.service?.name ?? this.identity.audience,
      ...(request.service && { service_id: request.service.id }),
      sub: request.userId,
      sid: request.sessionId,
      jti: tokenId,
      iat: issuedAt,
      exp: expiresAt,
      auth_time: request.authTime,
      amr: request.amr,
    };
    const token = this.sign(claims, key);
    return { token, tokenId, expiresAt, expiresInSeconds: request.ttlSeconds };
  }

  /**
   * The claims of a token that this server signed with a key that is accepted now, and that has not expired, whatever it
   * is for: one with a `service_id` is for that service alone. The same token costs a signature only once per process.
   * @throws AppError `INVALID_TOKEN`, the same for every defect
   */
  async verify(token: string): Promise<AccessTokenClaims> {
    if (typeof token !== 'string' || token.length > MAX_TOKEN_CHARACTERS) {
      throw invalidToken('not a text, or too long');
    }
    const mark = fingerprint(token);
    const ring = this.rings.current ?? (await this.rings.get());
    const known = this.verified.find(mark);
    if (known) return this.confirm(mark, known.claims, ring.findAccepted(known.header, this.now));
    const [, header = '', payload = '', signature = ''] = TOKEN.exec(token) ?? [];
    const key = await this.findKey(ring, header);
    if (!key) throw invalidToken('header, or no such key');
    const claims = this.check(`${header}.${payload}`, decodeCanonical(signature), key);
    this.verified.add(mark, { claims, header });
    return claims;
  }

  private get now(): number {
    return this.clock.nowMs();
  }

  /** What was found good before is good until it ends, or until its key is no longer accepted. */
  private confirm(mark: string, claims: AccessTokenClaims, key: RingKey | null): AccessTokenClaims {
    if (key && claims.exp > this.clock.nowSeconds()) return claims;
    this.verified.forget(mark);
    throw invalidToken(key ? 'expired' : 'key no longer accepted');
  }

  private async findKey(ring: KeyRing, header: string): Promise<RingKey | null> {
    const key = ring.findAccepted(header, this.now);
    if (key || !isLikeOwnHeader(header)) return key;
    return (await this.rings.refreshForUnknownKey()).findAccepted(header, this.now);
  }

  private check(signingInput: string, signature: Buffer | null, key: RingKey): AccessTokenClaims {
    if (!signature || !isSignatureOf(signingInput, signature, key.publicKey)) {
      throw invalidToken('signature');
    }
    const payload = decodeCanonical(signingInput.slice(signingInput.indexOf('.') + 1));
    const { issuer, audience } = this.identity;
    const context = { issuer, audience, nowSeconds: this.clock.nowSeconds() };
    const claims = payload ? readClaims(payload, context) : 'payload encoding';
    if (typeof claims === 'string') throw invalidToken(claims);
    return claims;
  }

  private sign(claims: AccessTokenClaims, key: RingKey): string {
    if (!key.privateKey) throw cannotSign();
    const token = this.jwt.sign(claims, {
      algorithm: 'ES256',
      header: { alg: 'ES256', typ: 'at+jwt', kid: key.id },
      privateKey: key.privateKey,
    });
    const end = token.lastIndexOf('.') + 1;
    const signature = Buffer.from(token.slice(end), 'base64url');
    return token.slice(0, end) + withLowS(signature).toString('base64url');
  }
}

/** So that only a token that we could have signed makes us ask the database for its key. */
function isLikeOwnHeader(header: string): boolean {
  return header.length < 160 && OWN_HEADER.test(Buffer.from(header, 'base64url').toString());
}
