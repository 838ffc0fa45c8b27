import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { FactorShowing, UsedFactor } from './factor.js';
import { PasskeyUse } from './passkeys/passkey-use.service.js';
import { RecoveryCodeUse } from './recovery/recovery-code-use.service.js';
import { TotpUse } from './totp/totp-use.service.js';

/** Verifies factors of accounts. */
@Injectable()
export class UseFactor {
  constructor(
    private readonly totp: TotpUse,
    private readonly recoveryCodes: RecoveryCodeUse,
    private readonly passkeys: PasskeyUse,
  ) {}

  /**
   * Verifies a factor and uses it up: its time step, code or WebAuthn challenge is never accepted again. `null` when it is
   * wrong, used, or of another account. The caller has locked the account, counts failures, and commits also after `null`.
   */
  verify(tx: Tx, showing: FactorShowing): Promise<UsedFactor | null> {
    const { shown } = showing;
    switch (shown.type) {
      case 'totp':
        return this.totp.verify(tx, { ...showing, shown });
      case 'recovery_codes':
        return this.recoveryCodes.verify(tx, { ...showing, shown });
      case 'passkey':
        return this.passkeys.verify(tx, { ...showing, shown });
    }
  }
}
