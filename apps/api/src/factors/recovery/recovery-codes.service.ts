import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import type { Tx } from '#libs/database';
import { Clock, newId } from '#libs/kernel';
import { FactorDetails } from '../factor-details.js';
import { canonicalRecoveryCode, makeRecoveryCode } from './recovery-code-form.js';
import { RecoveryCodeHashes } from './recovery-code-hashes.js';
import { RecoveryCodesStore } from './recovery-codes.store.js';

const CODES = 10;
const NAME = 'Recovery codes';

/** A set of recovery codes; its codes are shown this once. */
export interface NewRecoveryCodes {
  readonly factorId: string;
  readonly name: string;
  readonly codes: readonly string[];
}

/** Makes the recovery codes of accounts. */
@Injectable()
export class RecoveryCodes {
  constructor(
    private readonly store: RecoveryCodesStore,
    private readonly hashes: RecoveryCodeHashes,
    private readonly clock: Clock,
    details: FactorDetails,
  ) {
    details.declare('recovery_codes', async (tx, factorId) => ({
      codes_left: await this.store.countLeft(tx, factorId),
    }));
  }

  /** Ten new codes in the place of all older ones. The caller has locked the account, which has a second factor. */
  async replace(
    tx: Tx,
    { userId, sessionId }: Pick<Principal, 'userId' | 'sessionId'>,
    { ip }: Pick<ClientInfo, 'ip'>,
  ): Promise<NewRecoveryCodes> {
    const factorId = newId();
    const made = new Set<string>();
    while (made.size < CODES) made.add(makeRecoveryCode());
    const codes = [...made];
    const hashes = codes.map((code) => this.hashes.of(userId, canonicalRecoveryCode(code) ?? code));
    const set = { factorId, name: NAME, userId, sessionId, ip, now: this.clock.now() };
    await this.store.replace(tx, set, hashes);
    return { factorId, name: NAME, codes };
  }
}
