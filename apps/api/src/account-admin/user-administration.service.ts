import { Injectable } from '@nestjs/common';
import { Audit } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { done, userNotFound, type Acting } from '#api/rbac';
import { EndSessions } from '#api/sessions';
import { UsersStore, type User } from '#api/users';
import { UserGuards } from './user-guards.service.js';

export interface UserChange {
  readonly isActive?: boolean;
  readonly verify?: boolean;
  readonly endSessions?: boolean;
}

/** What administrators do to accounts: activate, deactivate, verify, end sessions, erase. */
@Injectable()
export class UserAdministration {
  constructor(
    private readonly work: UnitOfWork,
    private readonly users: UsersStore,
    private readonly sessions: EndSessions,
    private readonly audit: Audit,
    private readonly guards: UserGuards,
  ) {}

  /** @throws AppError `USER_NOT_FOUND`, `ACCOUNT_HOLDS_MORE` or `LAST_ADMIN` */
  change(
    acting: Acting,
    id: string,
    change: UserChange,
  ): Promise<{ user: User; sessionsEnded: number }> {
    return this.work.run(async (unit) => {
      if (change.isActive === false) await this.guards.assertMayDeactivate(unit, acting, id);
      else await this.guards.assertMayActOn(unit, acting, id);
      const before = await this.users.findForUpdate(unit.tx, id);
      if (!before) throw userNotFound();
      await this.apply(unit, id, change);
      const ends = change.endSessions === true || (change.isActive === false && before.isActive);
      const reason = change.isActive === false ? 'account_deactivated' : 'ended_by_operator';
      const sessionsEnded = ends ? await this.sessions.endAll(unit, { userId: id, reason }) : 0;
      const user = await this.users.findById(unit.tx, id);
      if (!user) throw userNotFound();
      unit.changed({ kind: 'user_changed', userId: id, data: { is_active: user.isActive } });
      const details = {
        before: stateOf(before),
        after: stateOf(user),
        sessions_ended: sessionsEnded,
      };
      await this.audit.record(unit.tx, done(acting, 'user.updated', { kind: 'user', id }, details));
      return { user, sessionsEnded };
    });
  }

  /** @throws AppError `USER_NOT_FOUND`, `ACCOUNT_HOLDS_MORE`, `LAST_ADMIN` or `PROOF_REQUIRED` */
  erase(acting: Acting, id: string): Promise<void> {
    return this.work.run((unit) => this.guards.erase(unit, acting, id));
  }

  private async apply(unit: Unit, id: string, change: UserChange): Promise<void> {
    if (change.isActive !== undefined) await this.users.setActive(unit.tx, id, change.isActive);
    if (change.verify) await this.users.markVerified(unit.tx, id);
  }
}

const stateOf = ({ isActive, isEmailVerified }: User) => ({
  is_active: isActive,
  is_email_verified: isEmailVerified,
});
