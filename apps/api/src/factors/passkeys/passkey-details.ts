import { Injectable } from '@nestjs/common';
import { FactorDetails } from '../factor-details.js';
import { authenticatorNameOf } from './authenticator-names.js';
import { PasskeysStore } from './passkeys.store.js';

/** Declares what the list of an account's factors shows of a passkey besides what every factor has. */
@Injectable()
export class PasskeyDetails {
  constructor(details: FactorDetails, store: PasskeysStore) {
    details.declare('passkey', async (tx, factorId) => {
      const passkey = await store.findShown(tx, factorId);
      return passkey
        ? {
            authenticator: authenticatorNameOf(passkey.aaguid),
            backed_up: passkey.isBackedUp,
            device_bound: !passkey.isBackupEligible,
          }
        : {};
    });
  }
}
