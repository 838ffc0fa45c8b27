import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock, newId } from '#libs/kernel';
import { FactorsStore } from '../factors.store.js';
import { TotpSecrets } from './totp-secrets.js';
import { TotpStore } from './totp.store.js';

/** An authenticator app that counts, with its secret in clear. */
export interface TransferredTotp {
  readonly name: string;
  readonly secret: Buffer;
}

/** Reads and writes secrets of authenticator apps for the export and the import of accounts. */
@Injectable()
export class TotpTransfer {
  constructor(
    private readonly factors: FactorsStore,
    private readonly store: TotpStore,
    private readonly secrets: TotpSecrets,
    private readonly clock: Clock,
  ) {}

  /** Those of the accounts that have some, by the id of the account. One that cannot be opened is left out, and logged. */
  async readOf(tx: Tx, userIds: readonly string[]): Promise<Map<string, TransferredTotp[]>> {
    const found = new Map<string, TransferredTotp[]>();
    for (const { userId, factorId, name, secret } of await this.store.listOfMany(tx, userIds)) {
      const plain = this.secrets.open(secret, factorId);
      if (plain) found.set(userId, [...(found.get(userId) ?? []), { name, secret: plain }]);
    }
    return found;
  }

  /** Adds them to an account that was just made; they count at once. */
  async write(tx: Tx, userId: string, totps: readonly TransferredTotp[]): Promise<void> {
    const now = this.clock.now();
    for (const { name, secret } of totps) {
      const id = newId();
      const origin = { madeIn: null, madeFrom: null };
      const times = { createdAt: now, confirmedAt: now };
      await this.factors.insert(tx, { id, userId, type: 'totp', name, ...times, ...origin });
      await this.store.insert(tx, id, this.secrets.seal(secret, id));
    }
  }
}
