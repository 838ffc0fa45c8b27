import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { isId } from '#libs/kernel';
import { UnitOfWork } from '#api/platform/changes';
import { sessionEnded } from '#api/sessions';
import { Devices } from '#api/sessions/devices';
import { Users, type UserWithPassword } from '#api/users';
import { LinkedIdentities } from '#api/users/identities';
import { FreshProofs } from '#api/users/proofs';
import { FactorEvents, type ActingOwner } from './factor-events.service.js';
import { factorNotFound, lastWayIn } from './factors.errors.js';
import { FactorsStore } from './factors.store.js';

/** Removes a factor of an account, for its owner. */
@Injectable()
export class RemoveFactor {
  constructor(
    private readonly work: UnitOfWork,
    private readonly users: Users,
    private readonly proofs: FreshProofs,
    private readonly store: FactorsStore,
    private readonly devices: Devices,
    private readonly identities: LinkedIdentities,
    private readonly events: FactorEvents,
  ) {}

  /**
   * Removes a factor; the recovery codes go with the last second factor. Devices need the second factor again, and fresh
   * proofs that were made before end. Answers whether the account has a second factor still.
   * @throws AppError `FACTOR_NOT_FOUND`, `LAST_SIGN_IN_METHOD`, `PROOF_REQUIRED`, `SESSION_ENDED`
   */
  remove(acting: ActingOwner, id: string): Promise<boolean> {
    const { userId } = acting.principal;
    return this.work.run(async ({ tx }) => {
      const user = await this.users.lock(tx, userId);
      if (!user?.isActive) throw sessionEnded();
      // Before the factor goes: a proof ends with the factor that it was made by, which may be this one.
      await this.proofs.consume(tx, acting, 'remove_factor');
      const removed = isId(id) ? await this.store.remove(tx, { id, userId }) : null;
      if (!removed) throw factorNotFound();
      if (removed.type === 'passkey') await this.assertWayIn(tx, user);
      const hasSecond = await this.store.hasSecond(tx, userId);
      const wasLast = removed.type !== 'recovery_codes' && !hasSecond;
      if (wasLast) await this.store.removeRecoveryCodes(tx, userId);
      await this.proofs.withdraw(tx, userId);
      await this.devices.forgetFactors(tx, userId);
      await this.events.removed(tx, user, acting, removed, wasLast);
      return hasSecond;
    });
  }

  /** The account is locked: neither the password nor the last provider goes at the same moment. */
  private async assertWayIn(tx: Tx, { id, password }: UserWithPassword): Promise<void> {
    if (password !== null || (await this.store.count(tx, id, 'passkey')) > 0) return;
    if ((await this.identities.listOfUser(tx, id)).length === 0) throw lastWayIn();
  }
}
