import { Injectable } from '@nestjs/common';
import { FactorResets, type ResetOrder } from '#api/factors';
import { UnitOfWork } from '#api/platform/changes';
import { ActorRights, actorOf } from '#api/rbac';
import { Users } from '#api/users';
import { FreshProofs } from '#api/users/proofs';
import type { AccountActor } from './account-events.js';

const orderOf = (actor: AccountActor): ResetOrder =>
  actor === 'operator'
    ? { actor: { kind: 'operator' } }
    : { actor: actorOf(actor), client: actor.client };

/** Orders by which all factors of an account are removed, of an administrator or of the operator at the command line. */
@Injectable()
export class FactorResetOrders {
  constructor(
    private readonly work: UnitOfWork,
    private readonly users: Users,
    private readonly rights: ActorRights,
    private readonly proofs: FreshProofs,
    private readonly resets: FactorResets,
  ) {}

  /**
   * Mails the owner, who can object for 24 hours; answers when the factors are removed. An administrator needs a fresh proof,
   * and cannot act on an account with more permissions.
   * @throws AppError `USER_NOT_FOUND`, `ACCOUNT_HOLDS_MORE`, `FACTOR_NOT_FOUND`, `PROOF_REQUIRED`, `RECOVERY_MAIL_HELD_BACK`
   */
  order(actor: AccountActor, userId: string): Promise<Date> {
    return this.work.run(async (unit) => {
      const { tx } = unit;
      if (actor !== 'operator') await this.rights.assertMayActOn(tx, actor, userId);
      const user = await this.users.getLocked(tx, userId);
      if (actor !== 'operator') await this.proofs.consume(tx, actor, 'reset_factors');
      return this.resets.order(unit, user, orderOf(actor));
    });
  }

  /**
   * Removes the factors at once, for the operator at the command line, who could do it in the database as well.
   * @throws AppError `USER_NOT_FOUND`, `FACTOR_NOT_FOUND`
   */
  doNow(userId: string): Promise<void> {
    return this.work.run(async (unit) => {
      const user = await this.users.getLocked(unit.tx, userId);
      await this.resets.doNow(unit, user, orderOf('operator'));
    });
  }
}
