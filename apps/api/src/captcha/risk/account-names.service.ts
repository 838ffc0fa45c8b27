import { Inject, Injectable } from '@nestjs/common';
import { normaliseEmail } from '#api/users';
import { coreConfig, type ConfigOf } from '#libs/config';
import { deriveKey, hmacSha256 } from '#libs/kernel';

const MAX_LENGTH = 508;

/** Names accounts for counting: the same for all forms of an address, and no address. */
@Injectable()
export class AccountNames {
  private readonly key: Buffer;

  constructor(@Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>) {
    this.key = deriveKey(core.secretKey ?? '', 'captcha-accounts');
  }

  of(email: unknown): string | null {
    if (typeof email !== 'string' || email.length > MAX_LENGTH) return null;
    const canonical = normaliseEmail(email)?.canonical ?? email;
    return hmacSha256(this.key, canonical).toString('base64url').slice(0, 22);
  }
}
