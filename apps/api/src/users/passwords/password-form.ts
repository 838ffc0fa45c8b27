import { createHmac } from 'node:crypto';

/** bcrypt itself reads no further; a longer password would be cut in silence. */
const BCRYPT_BYTES = 72;

/** A hash above this cost would hold a worker for seconds; nothing of ours has one. */
const MAX_COST = 15;
const MIN_COST = 4;

/** Before a bcrypt text of ours: what was hashed is the digest of the NFC form, not the password. */
const MARKER = '$gh1';
const STORED = /^(\$gh1)?\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/;

/** Where a stored hash comes apart. */
export interface StoredHash {
  /** `plain` was made elsewhere: bcrypt of the first 72 bytes of the password itself. */
  readonly form: 'own' | 'plain';
  readonly cost: number;
  /** As bcrypt takes it. 2a and 2y differ from 2b only in faults of other implementations. */
  readonly salt: string;
  readonly digest: string;
}

/** `null` for a text that is not a bcrypt hash of a bearable cost: nothing matches it. */
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

/** What bcrypt is given for the password's 31 characters of digest: the last of its text. */
export const digestOf = (bcryptText: string): string => bcryptText.slice(-31);

/** The stored form of a bcrypt text over `digestPassword`. */
export const toStoredForm = (bcryptText: string): string => MARKER + bcryptText;

/**
 * 64 characters that stand for a password of any length. Keyed by a constant, not a secret: so that a plain
 * SHA-384 of the password, leaked elsewhere, cannot be tried against our hashes ("password shucking").
 */
export function digestPassword(password: string): Buffer {
  const digest = createHmac('sha384', 'gatehouse/password/1').update(password.normalize('NFC'));
  return Buffer.from(digest.digest('base64'));
}

/** What an implementation without a digest saw of the password. */
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

/** A salt for work whose outcome nobody looks at. */
export function dummySalt(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$abcdefghijklmnopqrstuu`;
}
