import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { isId } from '#libs/kernel';
import { UnitOfWork } from '#api/platform/changes';
import { sessionEnded } from '#api/sessions';
import { Devices } from '#api/sessions/devices';
import { Users, type UserWithPassword } from '#api/users';
import { LinkedIdentities } from '#api/users/identities';
import { FreshProofs } from '#api/users/proofs';
import { FactorDetails, type DetailedFactor } from './factor-details.js';
import { FactorEvents, type ActingOwner } from './factor-events.service.js';
import { factorNotFound, lastWayIn } from './factors.errors.js';
import { FactorsStore, type ListedFactor } from './factors.store.js';

/** What the owner of an account does with the factors that count. */
@Injectable()
export class OwnFactors {
  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly users: Users,
    private readonly proofs: FreshProofs,
    private readonly store: FactorsStore,
    private readonly details: FactorDetails,
    private readonly devices: Devices,
    private readonly identities: LinkedIdentities,
    private readonly events: FactorEvents,
  ) {}

  async list(userId: string): Promise<DetailedFactor[]> {
    const { pool } = this.database;
    const factors = await this.store.listOwn(pool, userId);
    return Promise.all(factors.map((factor) => this.detailed(pool, factor)));
  }

  /** @throws AppError `FACTOR_NOT_FOUND` */
  rename(acting: ActingOwner, id: string, name: string): Promise<DetailedFactor> {
    const { userId } = acting.principal;
    return this.work.run(async ({ tx }) => {
      const renamed = isId(id) ? await this.store.rename(tx, { id, userId }, name) : null;
      if (!renamed) throw factorNotFound();
      await this.events.renamed(tx, acting, renamed);
      return this.detailed(tx, renamed);
    });
  }

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
      await this.devices.endRemembering(tx, userId);
      await this.events.removed(tx, user, acting, removed, wasLast);
      return hasSecond;
    });
  }

  /** The account is locked: neither the password nor the last provider goes at the same moment. */
  private async assertWayIn(tx: Tx, { id, password }: UserWithPassword): Promise<void> {
    if (password !== null || (await this.store.count(tx, id, 'passkey')) > 0) return;
    if ((await this.identities.listOfUser(tx, id)).length === 0) throw lastWayIn();
  }

  private async detailed(tx: Tx, factor: ListedFactor): Promise<DetailedFactor> {
    return { ...factor, detail: await this.details.read(tx, factor) };
  }
}
