import { type KeyObject, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import type { PublicJwk } from '../core/authority.js';
import type { AcrValue } from '../types.js';
import { checksumOf } from '../core/app-token-format.js';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An ES256 key generated for this process; the package contains none. */
export class SigningKey {
  readonly kid = randomUUID();
  readonly publicJwk: PublicJwk;
  private readonly privateKey: KeyObject;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.privateKey = privateKey;
    const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
    this.publicJwk = { kty, crv, x, y, kid: this.kid, alg: 'ES256', use: 'sig' };
  }

  /** Signs a compact JWS; `header` extends or overrides the header of a valid access token. */
  sign(claims: object, header: object = {}): string {
    const head = encode({ alg: 'ES256', typ: 'at+jwt', kid: this.kid, ...header });
    const input = `${head}.${encode(claims)}`;
    const signature = sign('sha256', Buffer.from(input), {
      key: this.privateKey,
      dsaEncoding: 'ieee-p1363',
    });
    return `${input}.${signature.toString('base64url')}`;
  }
}

export interface TokenClaims {
  readonly issuer: string;
  readonly audience: string;
  /** Id of the single service that the token is for; `audience` is then its name. */
  readonly serviceId?: string | undefined;
  readonly userId: string;
  readonly sessionId: string;
  readonly nowSeconds: number;
  readonly ageSeconds?: number | undefined;
  readonly lifetimeSeconds: number;
  readonly loginAgeSeconds?: number | undefined;
  /** When the user authenticated; instead of `loginAgeSeconds`. */
  readonly authTime?: number | undefined;
  readonly amr?: readonly string[] | undefined;
  /** By default what the methods say. */
  readonly acr?: AcrValue | undefined;
}

/** The claims of an access token, like those of the server. */
export function accessTokenClaims(input: TokenClaims) {
  const iat = input.nowSeconds - (input.ageSeconds ?? 0);
  const amr = input.amr ?? (input.acr === 'aal2' ? ['pwd', 'otp', 'mfa'] : ['pwd']);
  return {
    iss: input.issuer,
    aud: input.audience,
    ...(input.serviceId === undefined ? {} : { service_id: input.serviceId }),
    sub: input.userId,
    sid: input.sessionId,
    jti: randomUUID(),
    iat,
    exp: iat + input.lifetimeSeconds,
    auth_time:
      input.authTime ?? input.nowSeconds - (input.loginAgeSeconds ?? input.ageSeconds ?? 0),
    amr,
    acr: input.acr ?? (amr.includes('mfa') ? 'aal2' : 'aal1'),
  };
}

const RANDOM_LENGTH = 43;

/** An application token like one from the server. */
export function newFakeAppToken(): string {
  const body = `gh_${randomBytes(RANDOM_LENGTH).toString('hex').slice(0, RANDOM_LENGTH)}`;
  return body + checksumOf(body);
}
