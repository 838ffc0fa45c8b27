import { createRemoteJWKSet, customFetch, jwtVerify, type JWTPayload } from 'jose';
import { equalsConstantTime } from '#libs/kernel';
import type { ProviderFetch } from '../calls/provider-calls.service.js';
import { callErrorIn } from '../calls/provider-call-error.js';

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

export type Claims = Readonly<Record<string, unknown>>;

const NAMES = ['given_name', 'family_name', 'name'];

const isThere = (value: unknown) => value !== undefined && value !== null;

/**
 * The claims of a user from the ID token, the userinfo endpoint, or both (OpenID Connect Core section 5.4). The token takes
 * precedence; an address is verified only if no source contradicts it.
 * @param fetchUserInfo called for missing claims; it must compare the subjects
 */
export async function wholeClaims<C extends Claims>(
  token: C,
  fetchUserInfo: (() => Promise<Claims>) | undefined,
): Promise<C> {
  const isAddressed = isThere(token['email']) && isThere(token['email_verified']);
  const isNamed = NAMES.some((name) => isThere(token[name]));
  if (fetchUserInfo === undefined || (isAddressed && isNamed)) return token;
  const info = await fetchUserInfo().catch((error: unknown) => {
    // Only the name is missing: the sign-in goes on without it.
    if (isAddressed && callErrorIn(error)) return {};
    throw error;
  });
  return { ...info, ...given(token), email_verified: verified(token, info) };
}

const given = <C extends Claims>(claims: C): C =>
  Object.fromEntries(Object.entries(claims).filter(([, value]) => isThere(value))) as C;

/** The claim as it is; `false` where token and userinfo differ, in the claim or in the address. */
function verified(token: Claims, info: Claims): unknown {
  const words = [token, info].map((claims) => claims['email_verified']).filter(isThere);
  const addresses = [token, info].map((claims) => claims['email']).filter(isThere);
  const isOne = [words, addresses].every((told) => new Set(told.map(spelled)).size <= 1);
  return isOne ? words[0] : false;
}

/** Compared as JSON: some providers write `true` as `"true"`, and addresses differ in case. */
const spelled = (claim: unknown) => JSON.stringify(claim).replaceAll('"', '').toLowerCase();
