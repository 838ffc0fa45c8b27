import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { FactorShowing, ShownFactor, UsedFactor } from '../factor.js';

/** Verifies recovery codes. */
@Injectable()
export class RecoveryCodeUse {
  /** `null` when it is wrong or used. */
  verify(
    _tx: Tx,
    _showing: FactorShowing<Extract<ShownFactor, { readonly type: 'totp' | 'recovery_codes' }>>,
  ): Promise<UsedFactor | null> {
    return Promise.resolve(null);
  }
}
