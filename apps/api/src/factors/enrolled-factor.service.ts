import { Injectable } from '@nestjs/common';
import type { Unit } from '#api/platform/changes';
import { AddressChanges, type User } from '#api/users';
import { FreshProofs } from '#api/users/proofs';
import { FactorEvents, type ActingOwner, type AddedFactor } from './factor-events.service.js';
import { FactorsStore } from './factors.store.js';
import { RecoveryCodes } from './recovery/recovery-codes.service.js';

/** What follows when a second factor begins to count, whatever its kind. */
@Injectable()
export class EnrolledFactor {
  constructor(
    private readonly store: FactorsStore,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly proofs: FreshProofs,
    private readonly addressChanges: AddressChanges,
    private readonly events: FactorEvents,
  ) {}

  /**
   * Mails the owner, records it with what is known `about` it, and ends what was proven without the factor: fresh proofs, unfinished
   * enrolments, and, when it is the first second factor, a change of the address that waits for its confirmation. Answers the recovery codes that an account without any gets with its factor; `null` when it has some. The
   * caller has locked the account.
   */
  async settle(
    { tx }: Unit,
    user: User,
    acting: ActingOwner,
    factor: AddedFactor,
    about: Readonly<Record<string, unknown>> = {},
  ): Promise<readonly string[] | null> {
    const hasCodes = await this.store.hasRecoveryCodes(tx, user.id);
    const made = hasCodes
      ? null
      : await this.recoveryCodes.replace(tx, acting.principal, acting.client);
    await this.proofs.withdraw(tx, user.id);
    // It was begun with a proof that would not be enough now.
    await this.store.removeUnfinished(tx, user.id, 'totp');
    const isFirst = (await this.store.countSecond(tx, user.id)) === 1;
    const addressChangeEnded = isFirst && (await this.addressChanges.cancel(tx, user.id));
    const details = {
      ...about,
      recovery_codes_made: made !== null,
      ...(addressChangeEnded && { address_change_ended: true }),
    };
    await this.events.added(tx, user, acting, factor, details);
    return made?.codes ?? null;
  }
}
