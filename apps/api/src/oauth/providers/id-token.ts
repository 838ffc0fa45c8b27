import { createRemoteJWKSet, customFetch, jwtVerify, type JWTPayload } from 'jose';
import { equalsConstantTime } from '#libs/kernel';
import type { ProviderFetch } from '../calls/provider-calls.service.js';

/** Never `none`, never a shared secret. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'RS384', 'RS512', 'EdDSA', 'Ed25519'];
const TOLERANCE_SECONDS = 30;

export interface IdTokenRules {
  /** The accepted spellings of the issuer. */
  readonly issuer: string | readonly string[];
  readonly jwksUri: string;
  readonly clientId: string;
  readonly fetch: ProviderFetch;
}

/** OpenID Connect Core section 3.1.3.7, for providers whose Passport strategy does not check ID tokens. */
export class IdTokens {
  private readonly keys: ReturnType<typeof createRemoteJWKSet>;

  constructor(private readonly rules: IdTokenRules) {
    const { jwksUri, fetch } = rules;
    this.keys = createRemoteJWKSet(new URL(jwksUri), {
      [customFetch]: (url, options) => fetch(url, { headers: options.headers }),
    });
  }

  /** @throws Error when any check fails */
  async verify(token: unknown, nonce: string): Promise<JWTPayload & { sub: string }> {
    if (typeof token !== 'string') throw new Error('The provider gave no ID token');
    const { issuer, clientId } = this.rules;
    const { payload } = await jwtVerify<{ sub: string }>(token, this.keys, {
      issuer: [issuer].flat(),
      audience: clientId,
      algorithms: ALGORITHMS,
      clockTolerance: TOLERANCE_SECONDS,
      requiredClaims: ['sub', 'iat', 'exp'],
    });
    if (typeof payload.sub !== 'string' || payload.sub === '') throw new Error('No subject');
    assertNonce(payload['nonce'], nonce);
    assertParty(payload, clientId);
    return payload;
  }
}

function assertNonce(given: unknown, expected: string): void {
  const isOurs =
    typeof given === 'string' && equalsConstantTime(Buffer.from(given), Buffer.from(expected));
  if (!isOurs) throw new Error('The ID token is not of this flow (nonce)');
}

/** A token for several audiences must name us as its authorized party. */
function assertParty({ aud, azp }: JWTPayload & { azp?: unknown }, clientId: string): void {
  const isShared = Array.isArray(aud) && aud.length > 1;
  if ((isShared || azp !== undefined) && azp !== clientId) {
    throw new Error('The ID token was made for another party (azp)');
  }
}
