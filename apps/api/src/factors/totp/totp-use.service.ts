import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import type { FactorShowing, ShownFactor, UsedFactor } from '../factor.js';
import { factorUnreadable } from '../factors.errors.js';
import { findStep } from './totp-code.js';
import { TotpSecrets } from './totp-secrets.js';
import { TotpStore, type SealedTotp } from './totp.store.js';

/** Of RFC 8176: a one-time password. */
export const OTP_AMR: readonly string[] = ['otp'];

type ShownCode = Extract<ShownFactor, { readonly type: 'totp' | 'recovery_codes' }>;

/** Verifies codes of authenticator apps. */
@Injectable()
export class TotpUse {
  constructor(
    private readonly store: TotpStore,
    private readonly secrets: TotpSecrets,
    private readonly clock: Clock,
  ) {}

  /**
   * `null` when it is wrong or used. The code may be of any authenticator app of the account that counts.
   * @throws AppError `FACTOR_UNREADABLE` when the account has authenticator apps, and the secret of none can be opened
   */
  async verify(tx: Tx, { userId, shown }: FactorShowing<ShownCode>): Promise<UsedFactor | null> {
    const sealed = await this.store.listConfirmed(tx, userId);
    const readable = sealed.flatMap((totp) => this.opened(totp));
    if (readable.length === 0 && sealed.length > 0) throw factorUnreadable();
    const now = this.clock.now();
    for (const { factorId, secret, lastStep } of readable) {
      const step = findStep({ secret, typed: shown.code, nowMs: now.getTime(), lastStep });
      const used = step === null ? null : await this.store.useStep(tx, { factorId, step, now });
      if (used) return { factorId, type: 'totp', name: used.name, amr: OTP_AMR };
    }
    return null;
  }

  private opened({ factorId, secret, lastStep }: SealedTotp) {
    const plain = this.secrets.open(secret, factorId);
    if (plain === null) return [];
    return [{ factorId, secret: plain, lastStep: lastStep === null ? null : Number(lastStep) }];
  }
}
