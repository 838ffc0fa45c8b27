import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { authenticatorNameOf } from './authenticator-names.js';
import { PasskeysStore } from './passkeys.store.js';

/** What the list of an account's factors shows of a passkey besides what every factor has. */
export interface PasskeyDescription {
  readonly factorId: string;
  /** The model of the authenticator; `null` when it is not known. */
  readonly authenticator: string | null;
  /** Whether copies of it exist beside the authenticator. */
  readonly isBackedUp: boolean;
  /** Whether it can never leave its authenticator. */
  readonly isDeviceBound: boolean;
}

/** Describes the passkeys of accounts. */
@Injectable()
export class Passkeys {
  constructor(private readonly store: PasskeysStore) {}

  async describe(tx: Tx, userId: string): Promise<readonly PasskeyDescription[]> {
    const passkeys = await this.store.listShown(tx, userId);
    return passkeys.map(({ factorId, aaguid, isBackedUp, isBackupEligible }) => ({
      factorId,
      authenticator: authenticatorNameOf(aaguid),
      isBackedUp,
      isDeviceBound: !isBackupEligible,
    }));
  }
}
