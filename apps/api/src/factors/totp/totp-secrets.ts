import { randomBytes } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { SecretBox, SecretBoxError } from '#libs/kernel';

/** RFC 4226 recommends the length of the output of SHA-1. */
const SECRET_BYTES = 20;

/** Makes the secrets of authenticator apps, and keeps them readable to this installation's `SECRET_KEY` alone. */
@Injectable()
export class TotpSecrets {
  private readonly logger = new Logger('Factors');
  private readonly box: SecretBox;

  constructor(@Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>) {
    this.box = new SecretBox(serverSecretOf(core), 'totp-secrets');
  }

  create(): Buffer {
    return randomBytes(SECRET_BYTES);
  }

  /** Bound to its factor: it opens for no other. */
  seal(secret: Buffer, factorId: string): Buffer {
    return this.box.seal(secret, factorId);
  }

  /** `null` when it was sealed under another `SECRET_KEY`, or for another factor; the log says so. */
  open(sealed: Buffer, factorId: string): Buffer | null {
    try {
      return this.box.open(sealed, factorId);
    } catch (cause) {
      if (!(cause instanceof SecretBoxError)) throw cause;
      this.logger.error(
        `The secret of the authenticator app ${factorId} cannot be opened: it was kept under another SECRET_KEY. Start with that one, or reset the factors of the account`,
      );
      return null;
    }
  }
}
