import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey } from './secrets.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Raised when a sealed value was not made with this secret and purpose, or was altered. */
export class SecretBoxError extends Error {
  override name = 'SecretBoxError';
}

/** Encrypts small values at rest with AES-256-GCM under a key derived for one purpose. */
export class SecretBox {
  private readonly key: Buffer;

  constructor(secret: string, purpose: string) {
    this.key = deriveKey(secret, `box:${purpose}`);
  }

  /** `context` is bound to the value as additional data: the value opens only with the same one. */
  seal(plain: Buffer | string, context: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    cipher.setAAD(Buffer.from(context));
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  /** @throws SecretBoxError if it was sealed with another secret, purpose or context, or altered */
  open(sealed: Buffer, context: string): Buffer {
    try {
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', this.key, nonce, {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(tag);
      return Buffer.concat([
        decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)),
        decipher.final(),
      ]);
    } catch (cause) {
      throw new SecretBoxError('The value cannot be opened with this secret', { cause });
    }
  }
}
