import { createHmac } from 'node:crypto';

/** bcrypt reads no further and truncates a longer password silently. */
const BCRYPT_BYTES = 72;

/** No password of 128 characters is longer in any composition; longer texts are refused without any computation. */
export const MAX_CODE_UNITS = 1024;

/** A hash above this cost would occupy a worker for seconds; Gatehouse makes none. */
const MAX_COST = 15;
const MIN_COST = 4;

/** The prefix of our own hashes: bcrypt hashed the digest of the NFC form, not the password itself. */
const MARKER = '$gh1';
const STORED = /^(\$gh1)?\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/;

/** The parts of a stored hash. */
export interface StoredHash {
  /** `plain` was made elsewhere: bcrypt of the first 72 bytes of the password itself. */
  readonly form: 'own' | 'plain';
  readonly cost: number;
  /** As bcrypt takes it. 2a and 2y differ from 2b only in faults of other implementations. */
  readonly salt: string;
  readonly digest: string;
}

/** `null` for a text that is not a bcrypt hash of an accepted cost: no password matches it. */
export function parseStoredHash(text: string): StoredHash | null {
  const match = STORED.exec(text);
  if (!match) return null;
  const [, marker, costText = '', salt = '', digest = ''] = match;
  const cost = Number(costText);
  if (cost < MIN_COST || cost > MAX_COST) return null;
  return {
    form: marker === undefined ? 'plain' : 'own',
    cost,
    salt: `$2b$${costText}$${salt}`,
    digest,
  };
}

/**
 * Whether the text can be a password at all. NUL ends a password in other implementations of bcrypt; half a surrogate pair
 * is not a character.
 */
export function isUsable(password: string): boolean {
  return (
    password.length <= MAX_CODE_UNITS && password.isWellFormed() && !password.includes('\u0000')
  );
}

/** The digest of a bcrypt text: its last 31 characters. */
export const digestOf = (bcryptText: string): string => bcryptText.slice(-31);

/** The stored form of a bcrypt text over `digestPassword`. */
export const toStoredForm = (bcryptText: string): string => MARKER + bcryptText;

/**
 * 64 characters for a password of any length. Keyed by a constant, not a secret: a plain SHA-384 of the password that leaked
 * elsewhere cannot be tried against our hashes ("password shucking").
 */
export function digestPassword(password: string): Buffer {
  const digest = createHmac('sha384', 'gatehouse/password/1').update(password.normalize('NFC'));
  return Buffer.from(digest.digest('base64'));
}

/** The bytes that an implementation without a digest hashed. */
export function firstBytes(password: string): Buffer {
  return Buffer.from(password, 'utf8').subarray(0, BCRYPT_BYTES);
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BCRYPT_BASE64 = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The first 16 bytes as bcrypt takes a salt. */
export function saltFrom(bytes: Buffer, cost: number): string {
  const text = bytes.subarray(0, 16).toString('base64').slice(0, 22);
  const salt = [...text].map((sign) => BCRYPT_BASE64[BASE64.indexOf(sign)]).join('');
  return `$2b$${String(cost).padStart(2, '0')}$${salt}`;
}

/** A salt for work whose result is discarded. */
export function dummySalt(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$abcdefghijklmnopqrstuu`;
}
