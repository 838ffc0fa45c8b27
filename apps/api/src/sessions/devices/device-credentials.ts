import { parseDeviceCredential } from '#libs/access';
import { deriveKey, equalsConstantTime, hmacSha256, randomToken, sha256 } from '#libs/kernel';

/** What a device holds, and by what it is recognised. */
export interface DeviceCredential {
  readonly credential: string;
  readonly hash: Buffer;
}

/**
 * Makes and recognises the credentials of devices. One is a random secret under a MAC: opaque, never stored,
 * and a made-up one is seen as such without asking the database. It says nothing of whom it has signed in.
 */
export class DeviceCredentials {
  private readonly key: Buffer;

  constructor(secretKey: string) {
    this.key = deriveKey(secretKey, 'device-credential');
  }

  make(): DeviceCredential {
    const secret = randomToken();
    return { credential: `${secret}.${this.mac(secret)}`, hash: sha256(secret) };
  }

  /** `null` for anything that was not made here. */
  read(shown: string | null | undefined): DeviceCredential | null {
    const parts = parseDeviceCredential(shown ?? '');
    if (!parts || !shown) return null;
    const isOurs = equalsConstantTime(Buffer.from(this.mac(parts.secret)), Buffer.from(parts.mac));
    return isOurs ? { credential: shown, hash: sha256(parts.secret) } : null;
  }

  /** By what a shown credential is known to an account; `null` for anything that was not made here. */
  hashOf(shown: string | null | undefined): Buffer | null {
    return this.read(shown)?.hash ?? null;
  }

  private mac(secret: string): string {
    return hmacSha256(this.key, secret).toString('base64url');
  }
}
