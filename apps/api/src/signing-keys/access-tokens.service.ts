import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { acrOf } from '#libs/access';
import { Clock, newId } from '#libs/kernel';
import {
  decodeCanonical,
  readClaims,
  TokenIdentity,
  type AccessTokenClaims,
} from './access-token-claims.js';
import {
  isLikeTokenHeader,
  isSignatureOf,
  withLowS,
  type KeyRing,
  type RingKey,
} from './key-ring.js';
import { KeyRingCache } from './key-ring-cache.service.js';
import { cannotSign, invalidToken } from './signing-keys.errors.js';

/** What an access token is made for. */
export interface AccessTokenRequest {
  readonly userId: string;
  readonly sessionId: string;
  /** When the user was last authenticated, seconds since the epoch. */
  readonly authTime: number;
  /** How the user was authenticated (RFC 8176), e.g. `['pwd']`. */
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

/** A signed access token, and what its client is told about it. */
export interface IssuedAccessToken {
  readonly token: string;
  /** The token's `jti`. */
  readonly tokenId: string;
  /** Whole seconds since the epoch. */
  readonly expiresAt: number;
  readonly expiresInSeconds: number;
}

/** Tokens of this server are half as long; a longer text is refused unread. */
const MAX_TOKEN_CHARACTERS = 2048;
const REMEMBERED_TOKENS = 20_000;

const TOKEN = /^([\w-]+)\.([\w-]+)\.([\w-]{86})$/;

/**
 * Signs and verifies access tokens (RFC 9068 profile, ES256). Whether the session of a token is live
 * is not checked here.
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
      acr: acrOf(request.amr),
    };
    const token = this.sign(claims, key);
    // Its first request is the next thing its client does.
    this.verified.add(token, { claims, header: key.tokenHeader });
    return { token, tokenId, expiresAt, expiresInSeconds: request.ttlSeconds };
  }

  /**
   * The claims of a token that this server signed with a key that is accepted now, and that has not expired, whatever it
   * is for: one with a `service_id` is for that service alone. The same token costs a signature only once per process, and one that this process has issued none.
   * @throws AppError `INVALID_TOKEN`, the same for every defect
   */
  async verify(token: string): Promise<AccessTokenClaims> {
    if (typeof token !== 'string' || token.length > MAX_TOKEN_CHARACTERS) {
      throw invalidToken('not a text, or too long');
    }
    const ring = this.rings.current ?? (await this.rings.get());
    const known = this.verified.find(token);
    if (known) return this.confirm(token, known.claims, ring.findAccepted(known.header, this.now));
    const [, header = '', payload = '', signature = ''] = TOKEN.exec(token) ?? [];
    const key = await this.findKey(ring, header);
    if (!key) throw invalidToken('header, or no such key');
    const claims = this.check(`${header}.${payload}`, decodeCanonical(signature), key);
    this.verified.add(token, { claims, header });
    return claims;
  }

  /** The claims of a token that was verified before and is still good; `null` if only `verify` can tell. */
  recall(token: string): AccessTokenClaims | null {
    const ring = this.rings.current;
    if (!ring || token.length > MAX_TOKEN_CHARACTERS) return null;
    const known = this.verified.find(token);
    const isGood =
      known !== null &&
      ring.findAccepted(known.header, this.now) !== null &&
      known.claims.exp > this.clock.nowSeconds();
    return isGood ? known.claims : null;
  }

  private get now(): number {
    return this.clock.nowMs();
  }

  /** What was found good before is good until it ends, or until its key is no longer accepted. */
  private confirm(
    token: string,
    claims: AccessTokenClaims,
    key: RingKey | null,
  ): AccessTokenClaims {
    if (key && claims.exp > this.clock.nowSeconds()) return claims;
    this.verified.forget(token);
    throw invalidToken(key ? 'expired' : 'key no longer accepted');
  }

  private async findKey(ring: KeyRing, header: string): Promise<RingKey | null> {
    const key = ring.findAccepted(header, this.now);
    if (key || !isLikeTokenHeader(header)) return key;
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

/** A token that was found good, or was issued here. */
interface VerifiedToken {
  readonly claims: AccessTokenClaims;
  /** The first part of the token, which names its key. */
  readonly header: string;
}

/**
 * Remembers tokens whose signature is valid, by a digest: no usable token is kept in memory. A new one replaces the one that was
 * unused longest.
 */
export class VerifiedTokens {
  private readonly byDigest = new Map<string, VerifiedToken>();

  constructor(private readonly maxEntries: number) {}

  get size(): number {
    return this.byDigest.size;
  }

  find(token: string): VerifiedToken | null {
    const digest = digestOf(token);
    const found = this.byDigest.get(digest);
    if (!found) return null;
    this.byDigest.delete(digest);
    this.byDigest.set(digest, found);
    return found;
  }

  add(token: string, verified: VerifiedToken): void {
    this.byDigest.set(digestOf(token), verified);
    if (this.byDigest.size <= this.maxEntries) return;
    const oldest = this.byDigest.keys().next();
    if (!oldest.done) this.byDigest.delete(oldest.value);
  }

  forget(token: string): void {
    this.byDigest.delete(digestOf(token));
  }
}

const digestOf = (token: string) => hash('sha256', token, 'base64url');
