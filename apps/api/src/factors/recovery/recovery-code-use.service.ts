import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Users } from '#api/users';
import type { FactorShowing, ShownFactor, UsedFactor } from '../factor.js';
import { FactorMails } from '../factor-mails.service.js';
import { canonicalRecoveryCode } from './recovery-code-form.js';
import { RecoveryCodeHashes } from './recovery-code-hashes.js';
import { RecoveryCodesStore } from './recovery-codes.store.js';

type ShownCode = Extract<ShownFactor, { readonly type: 'totp' | 'recovery_codes' }>;

/** Verifies recovery codes. */
@Injectable()
export class RecoveryCodeUse {
  constructor(
    private readonly store: RecoveryCodesStore,
    private readonly hashes: RecoveryCodeHashes,
    private readonly users: Users,
    private readonly mails: FactorMails,
    private readonly clock: Clock,
  ) {}

  /** `null` when it is wrong or used. The owner is mailed that a code was used, and how many are left. */
  async verify(tx: Tx, { userId, shown }: FactorShowing<ShownCode>): Promise<UsedFactor | null> {
    const code = canonicalRecoveryCode(shown.code);
    if (code === null) return null;
    const hash = this.hashes.of(userId, code);
    const used = await this.store.use(tx, { userId, hash, now: this.clock.now() });
    if (!used) return null;
    const { factorId, name } = used;
    const left = await this.store.countLeft(tx, factorId);
    await this.mails.sendRecoveryCodeUsed(tx, await this.users.getById(tx, userId), left);
    return { factorId, type: 'recovery_codes', name, amr: ['otp'] };
  }
}
