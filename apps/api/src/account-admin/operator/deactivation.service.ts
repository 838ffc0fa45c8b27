import { Injectable } from '@nestjs/common';
import type { Unit } from '#api/platform/changes';
import { Administrators, userNotFound } from '#api/rbac';
import { EndSessions } from '#api/sessions';
import { UsersStore } from '#api/users';

/** Deactivation, which must keep the last administrator and end what is open. */
@Injectable()
export class Deactivation {
  constructor(
    private readonly users: UsersStore,
    private readonly administrators: Administrators,
    private readonly sessions: EndSessions,
  ) {}

  /** How many sessions have ended; `null` when the account was inactive before. @throws AppError `USER_NOT_FOUND`, `LAST_ADMIN` */
  async apply(unit: Unit, userId: string): Promise<number | null> {
    await this.administrators.assertNotLast(unit.tx, userId);
    if (!(await this.users.findForUpdate(unit.tx, userId))) throw userNotFound();
    if (!(await this.users.setActive(unit.tx, userId, false))) return null;
    unit.changed({ kind: 'user_changed', userId, data: { is_active: false } });
    return this.sessions.endAll(unit, { userId, reason: 'account_deactivated' });
  }
}
