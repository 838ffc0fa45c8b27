import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Audit, type AuditEvent } from '#api/audit';
import type { FactorShowing, UsedFactor } from './factor.js';
import { FactorCounters } from './factor-counters.js';
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
    private readonly counters: FactorCounters,
    private readonly audit: Audit,
  ) {}

  /**
   * Verifies a factor and uses it up: its time step, code or WebAuthn challenge is never accepted again. `null` when it is
   * wrong, used, or of another account. The caller has locked the account, counts failures, and commits also after `null`.
   * The use, or the refusal, is counted and recorded here.
   * @throws AppError `FACTOR_UNREADABLE`: the factor is not skipped
   */
  async verify(tx: Tx, showing: FactorShowing): Promise<UsedFactor | null> {
    const used = await this.use(tx, showing);
    this.counters.count(showing.shown.type, used ? 'used' : 'refused');
    await this.audit.record(tx, eventOf(showing, used));
    return used;
  }

  private use(tx: Tx, showing: FactorShowing): Promise<UsedFactor | null> {
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

/** Who shows a factor at a sign-in is not authenticated yet: the account is the target. */
function eventOf(showing: FactorShowing, used: UsedFactor | null): AuditEvent {
  const { userId, shown, client, binding } = showing;
  return {
    type: used ? 'factor.used' : 'factor.refused',
    outcome: used ? 'success' : 'refused',
    actor: { kind: 'anonymous' },
    target: { kind: 'user', id: userId },
    client,
    details: {
      type: shown.type,
      purpose: binding.purpose,
      ...(used && { factor_id: used.factorId }),
    },
  };
}
