import { randomBytes } from 'node:crypto';
import { deriveKey, equalsConstantTime, hmacSha256, isId } from '#libs/kernel';

/** The parts of a refresh token that is well-formed; whether it is ours only its MAC can say. */
export interface RefreshTokenParts {
  readonly sessionId: string;
  readonly generation: number;
  readonly mac: Buffer;
}

const SECRET_BYTES = 32;
const SESSION_ID_BYTES = 16;
const GENERATION_BYTES = 4;
const MAX_GENERATION = 2_147_483_647;

/** What a session keeps to make the MACs of its refresh tokens with. */
export const newSessionSecret = (): Buffer => randomBytes(SECRET_BYTES);

/** 16 bytes of session id, the generation, 32 bytes of MAC. */
const FORMAT = /^([\w-]{22})\.(0|[1-9]\d{0,9})\.([\w-]{43})$/;

/** Strict base64url: the bits that no byte uses must be zero, so that one token has one spelling. */
function decode(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}

function idOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

function bytesOf(generation: number): Buffer {
  const bytes = Buffer.alloc(GENERATION_BYTES);
  bytes.writeUInt32BE(generation);
  return bytes;
}

/** Reads a token's parts; `null` for anything that this server cannot have written. */
export function parseRefreshToken(token: string): RefreshTokenParts | null {
  const match = FORMAT.exec(token);
  if (!match) return null;
  const [, id = '', generation = '', mac = ''] = match;
  const idBytes = decode(id);
  const macBytes = decode(mac);
  if (!idBytes || !macBytes || Number(generation) > MAX_GENERATION) return null;
  const sessionId = idOf(idBytes);
  return isId(sessionId) ? { sessionId, generation: Number(generation), mac: macBytes } : null;
}

/**
 * Makes and recognises refresh tokens `sid.n.MAC(server key, session secret ‖ n)`. Nothing of a token is
 * stored; every generation of a session is distinguished from a forgery, and a generation always has the same
 * successor.
 */
export class RefreshTokens {
  private readonly key: Buffer;
  private readonly retryKey: Buffer;

  constructor(secretKey: string) {
    this.key = deriveKey(secretKey, 'refresh-token');
    this.retryKey = deriveKey(secretKey, 'refresh-retry');
  }

  make(session: { readonly id: string; readonly secret: Buffer }, generation: number): string {
    const id = Buffer.from(session.id.replaceAll('-', ''), 'hex');
    if (id.length !== SESSION_ID_BYTES) throw new TypeError('A session id has 16 bytes');
    const mac = this.mac(session.secret, generation);
    return `${id.toString('base64url')}.${generation}.${mac.toString('base64url')}`;
  }

  isOurs(parts: RefreshTokenParts, secret: Buffer): boolean {
    return equalsConstantTime(parts.mac, this.mac(secret, parts.generation));
  }

  /**
   * What is kept of the `Idempotency-Key` that came with a use of one generation: worth nothing for another session
   * or another generation, and no help to guess a short key by.
   */
  digestOfKey(secret: Buffer, generation: number, idempotencyKey: string): Buffer {
    return hmacSha256(
      this.retryKey,
      Buffer.concat([secret, bytesOf(generation), Buffer.from(idempotencyKey)]),
    );
  }

  private mac(secret: Buffer, generation: number): Buffer {
    return hmacSha256(this.key, Buffer.concat([secret, bytesOf(generation)]));
  }
}
