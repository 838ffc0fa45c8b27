import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Audit } from '#api/audit';
import { Erasure, type ErasureRequest } from '#api/auth';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { ActorRights, actorOf, Administrators } from '#api/rbac';
import { EndSessions } from '#api/sessions';
import { userNotFound, Users, type User } from '#api/users';
import { FreshProofs } from '#api/users/proofs';
import {
  accountEvents,
  isOtherState,
  type AccountActor,
  type AccountChange,
} from './account-events.js';

/** The result of a change. */
export interface ChangedAccount {
  readonly user: User;
  /** Whether it is active, or verified, as it was not before. */
  readonly isChanged: boolean;
  readonly sessionsEnded: number;
}

/**
 * Activation, deactivation, verification, the end of all sessions and erasure of an account, by an administrator or by
 * the operator. An administrator cannot act on an account with more permissions, and the last administrator cannot be removed.
 */
@Injectable()
export class AccountLifecycle {
  constructor(
    private readonly work: UnitOfWork,
    private readonly users: Users,
    private readonly administrators: Administrators,
    private readonly rights: ActorRights,
    private readonly sessions: EndSessions,
    private readonly erasure: Erasure,
    private readonly proofs: FreshProofs,
    private readonly audit: Audit,
  ) {}

  /** Applies the whole change in one transaction. @throws AppError `USER_NOT_FOUND`, `ACCOUNT_HOLDS_MORE`, `LAST_ADMIN` */
  change(actor: AccountActor, id: string, asked: AccountChange): Promise<ChangedAccount> {
    return this.work.run(async (unit) => {
      const { tx } = unit;
      await this.assertMayChange(tx, actor, id, asked);
      const before = await this.users.getLocked(tx, id);
      if (asked.isActive !== undefined) await this.users.setActive(tx, id, asked.isActive);
      if (asked.verify) await this.users.markVerified(tx, id);
      const sessionsEnded = await this.endSessionsOf(unit, before, asked);
      const user = await this.users.getById(tx, id);
      const isChanged = isOtherState(before, user);
      // A request of an administrator is announced and recorded also when it changes nothing.
      if (isChanged || actor !== 'operator')
        unit.changed({ kind: 'user_changed', userId: id, data: { is_active: user.isActive } });
      for (const event of accountEvents(actor, { asked, before, after: user, sessionsEnded }))
        await this.audit.record(tx, event);
      return { user, isChanged, sessionsEnded };
    });
  }

  /** The account can no longer sign in, and its sessions end. @throws AppError as `change` */
  deactivate(actor: AccountActor, id: string): Promise<ChangedAccount> {
    return this.change(actor, id, { isActive: false });
  }

  /** Marks the address as verified. @throws AppError as `change` */
  verify(actor: AccountActor, id: string): Promise<ChangedAccount> {
    return this.change(actor, id, { verify: true });
  }

  /** Ends all sessions of the account. @throws AppError as `change` */
  endSessions(actor: AccountActor, id: string): Promise<ChangedAccount> {
    return this.change(actor, id, { endSessions: true });
  }

  /**
   * Erases the account permanently. An administrator needs a fresh proof.
   * @throws AppError `USER_NOT_FOUND`, `ACCOUNT_HOLDS_MORE`, `LAST_ADMIN`, `LAST_OWNER`, `PROOF_REQUIRED`
   */
  erase(actor: AccountActor, id: string): Promise<void> {
    return this.work.run(async (unit) => {
      await this.erasure.hold(unit.tx, id);
      // Against concurrent new roles: an earlier one counts in the check, a later one finds no account.
      if (!(await this.users.lockExclusively(unit.tx, id))) throw userNotFound();
      await this.assertMayActOn(unit.tx, actor, id);
      const erased = await this.erasure.erase(unit, { userId: id, ...this.eraserOf(actor) });
      if (!erased) throw userNotFound();
    });
  }

  private async assertMayChange(
    tx: Tx,
    actor: AccountActor,
    id: string,
    { isActive }: AccountChange,
  ): Promise<void> {
    if (isActive !== false) return this.assertMayActOn(tx, actor, id);
    await this.administrators.hold(tx);
    await this.assertMayActOn(tx, actor, id);
    await this.administrators.assertNotLast(tx, id);
  }

  /** The operator has no account whose permissions could be compared. */
  private async assertMayActOn(tx: Tx, actor: AccountActor, id: string): Promise<void> {
    if (actor !== 'operator') await this.rights.assertMayActOn(tx, actor, id);
  }

  private eraserOf(actor: AccountActor): Omit<ErasureRequest, 'userId'> {
    if (actor === 'operator') return { actor: { kind: 'operator' } };
    const prove = (tx: Tx) => this.proofs.consume(tx, actor, 'erase_user');
    return { actor: actorOf(actor), client: actor.client, prove };
  }

  private async endSessionsOf(unit: Unit, user: User, asked: AccountChange): Promise<number> {
    const isDeactivated = asked.isActive === false && user.isActive;
    if (!asked.endSessions && !isDeactivated) return 0;
    const reason = asked.isActive === false ? 'account_deactivated' : 'ended_by_operator';
    return this.sessions.endAll(unit, { userId: user.id, reason });
  }
}
