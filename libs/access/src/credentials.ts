/** Our tokens are shorter than 1 KB, so longer headers are not parsed. */
const MAX_LENGTH = 4096;
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

/**
 * The token of an `Authorization` header: the scheme `Bearer` in any case and one token (RFC 6750 section 2.1,
 * `b64token`). `undefined` without the header, for another scheme, and for an invalid token.
 */
export function parseBearer(authorization: string | undefined): string | undefined {
  if (authorization === undefined || authorization.length > MAX_LENGTH) return undefined;
  return BEARER.exec(authorization)?.[1];
}

/** 32 random bytes and a MAC that proves that this server issued them. */
const FORMAT = /^([\w-]{43})\.([\w-]{43})$/;

export interface DeviceCredentialParts {
  readonly secret: string;
  readonly mac: string;
}

/** The parts of a text with the form of a device credential; `null` for anything else. Nothing is verified. */
export function parseDeviceCredential(text: string): DeviceCredentialParts | null {
  const [, secret, mac] = FORMAT.exec(text) ?? [];
  return secret === undefined || mac === undefined ? null : { secret, mac };
}
