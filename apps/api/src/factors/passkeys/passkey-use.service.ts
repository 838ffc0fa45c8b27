import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { FactorShowing, ShownFactor, UsedFactor } from '../factor.js';

/** Verifies passkeys. */
@Injectable()
export class PasskeyUse {
  /** `null` when it is wrong or used. */
  verify(
    _tx: Tx,
    _showing: FactorShowing<Extract<ShownFactor, { readonly type: 'passkey' }>>,
  ): Promise<UsedFactor | null> {
    return Promise.resolve(null);
  }
}
