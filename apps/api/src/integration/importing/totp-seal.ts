import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { fromBase32, toBase32, type TransferredTotp } from '#api/factors';

/** The field of a file of accounts. */
export const TOTP_FIELD = 'totp_secrets';

/** RFC 7518, 4.6: a key is agreed for each value, and nobody but the holder of the private key can open it. */
const HEADER = { alg: 'ECDH-ES', enc: 'A256GCM' } as const;
/** RFC 4226 demands 128 bits. */
const SECRET_BYTES = { least: 16, most: 64 };
const MOST = 10;

/** What is sealed; `sub` is the canonical address, so that a value cannot be moved to another account. */
interface Sealed {
  readonly sub: string;
  readonly totp: readonly { readonly name: string; readonly secret: string }[];
}

/** A key of the wrong kind. */
export class UnusableKey extends Error {
  override name = 'UnusableKey';
}

const CURVES: ReadonlySet<string | undefined> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

function checked(key: KeyObject): KeyObject {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'x25519' || (type === 'ec' && CURVES.has(details?.namedCurve))) return key;
  throw new UnusableKey('The key must be an EC key of P-256, P-384 or P-521, or an X25519 key');
}

function parsed(read: () => KeyObject, kind: string): KeyObject {
  try {
    return checked(read());
  } catch (error) {
    if (error instanceof UnusableKey) throw error;
    throw new UnusableKey(`The file has no ${kind} key in PEM`);
  }
}

/** @throws UnusableKey */
export const parsePublicKey = (pem: string): KeyObject => {
  // createPublicKey would take the public part of a private key, which does not belong on this machine.
  if (pem.includes('PRIVATE KEY'))
    throw new UnusableKey('Give the public key, not the private one');
  return parsed(() => createPublicKey(pem), 'public');
};

/** @throws UnusableKey */
export const parsePrivateKey = (pem: string): KeyObject =>
  parsed(() => createPrivateKey(pem), 'private');

/** The authenticator apps of an account as one JWE in its compact form (RFC 7516). */
export function sealTotps(
  key: KeyObject,
  emailCanonical: string,
  totps: readonly TransferredTotp[],
): Promise<string> {
  const sealed: Sealed = {
    sub: emailCanonical,
    totp: totps.map(({ name, secret }) => ({ name, secret: toBase32(secret) })),
  };
  return new CompactEncrypt(Buffer.from(JSON.stringify(sealed)))
    .setProtectedHeader(HEADER)
    .encrypt(key);
}

/** `null` when it cannot be opened by this key, is of another account, or holds anything else than usable secrets. */
export async function openTotps(
  key: KeyObject,
  emailCanonical: string,
  jwe: unknown,
): Promise<readonly TransferredTotp[] | null> {
  if (typeof jwe !== 'string') return null;
  try {
    const { plaintext } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: [HEADER.alg],
      contentEncryptionAlgorithms: [HEADER.enc],
    });
    const sealed = JSON.parse(Buffer.from(plaintext).toString('utf8')) as Partial<Sealed>;
    if (sealed.sub !== emailCanonical || !Array.isArray(sealed.totp)) return null;
    const totps = sealed.totp.map(usable);
    return totps.length <= MOST && totps.every((totp) => totp !== null) ? totps : null;
  } catch {
    return null;
  }
}

function usable(totp: Partial<Sealed['totp'][number]>): TransferredTotp | null {
  const { name, secret } = totp;
  if (typeof name !== 'string' || typeof secret !== 'string') return null;
  if (name.length === 0 || name.length > 100) return null;
  const bytes = fromBase32(secret);
  const isLong = bytes.length >= SECRET_BYTES.least && bytes.length <= SECRET_BYTES.most;
  return isLong ? { name, secret: bytes } : null;
}
