import { Inject, Injectable } from '@nestjs/common';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { KeyedHash } from '#libs/kernel';

/** The stored form of recovery codes: without `SECRET_KEY` a dump of the database cannot be tried against all codes. */
@Injectable()
export class RecoveryCodeHashes {
  private readonly hashes: KeyedHash;

  constructor(@Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>) {
    this.hashes = new KeyedHash(serverSecretOf(core), 'recovery-codes');
  }

  /** Bound to the account: the same code of two accounts has two hashes. */
  of(userId: string, canonicalCode: string): Buffer {
    return this.hashes.bytesOf(`${userId}:${canonicalCode}`);
  }
}
