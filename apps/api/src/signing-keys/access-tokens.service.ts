import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock, newId } from '#libs/kernel';
import {
  AccessTokens,
  type AccessTokenClaims,
  type AccessTokenRequest,
  type IssuedAccessToken,
} from './access-tokens.js';
import type { KeyRing, RingKey } from './key-ring.js';
import { KeyRings } from './key-rings.service.js';
import { cannotSign, invalidToken } from './keys.errors.js';
import { readClaims } from './read-claims.js';
import { TokenIdentity } from './token-identity.js';
import { decodeCanonical, fingerprint, isSignatureOf, withLowS } from './token-signature.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Ours are half as long; nothing longer is looked at. */
const MAX_TOKEN_CHARACTERS = 2048;
const REMEMBERED_TOKENS = 20_000;

const TOKEN = /^([\w-]+)\.([\w-]+)\.([\w-]{86})$/;
const OWN_HEADER = /^\{"alg":"ES256","typ":"at\+jwt","kid":"[0-9a-f-]{36}"\}$/;

@Injectable()
export class AccessTokensService extends AccessTokens {
  private readonly verified = new VerifiedTokens(REMEMBERED_TOKENS);

  constructor(
    private readonly rings: KeyRings,
    private readonly jwt: JwtService,
    private readonly identity: TokenIdentity,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async issue(request: AccessTokenRequest): Promise<IssuedAccessToken> {
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

  override async verify(token: string): Promise<AccessTokenClaims> {
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
