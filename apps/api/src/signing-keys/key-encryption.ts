import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { newId, SecretBox, SecretBoxError } from '#libs/kernel';
import { SigningKeysUnreadable } from './signing-keys.errors.js';
import type { PublicPoint } from './signing-key.entity.js';
import type { NewSigningKey } from './signing-keys.store.js';

/** Makes key pairs, and keeps their private parts readable to this installation's `SECRET_KEY` alone. */
@Injectable()
export class KeyEncryption {
  private readonly box: SecretBox;

  constructor(@Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>) {
    this.box = new SecretBox(serverSecretOf(core), 'signing-keys');
  }

  create(times: { createdAt: Date; activatesAt: Date }): NewSigningKey {
    const id = newId();
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x, y } = publicKey.export({ format: 'jwk' }) as unknown as PublicPoint;
    const der = privateKey.export({ format: 'der', type: 'pkcs8' });
    return { id, publicJwk: { x, y }, privateKey: this.box.seal(der, id), ...times };
  }

  /** @throws SigningKeysUnreadable when it was sealed under another `SECRET_KEY` */
  open(id: string, sealed: Buffer): KeyObject {
    try {
      return createPrivateKey({ key: this.box.open(sealed, id), format: 'der', type: 'pkcs8' });
    } catch (cause) {
      if (cause instanceof SecretBoxError) throw new SigningKeysUnreadable(cause);
      throw cause;
    }
  }
}
