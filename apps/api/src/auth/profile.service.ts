import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { Database } from '#libs/database';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/changes';
import { toUser, UsersStore, type ProfileChange, type UserDto } from '#api/users';
import { accountGone } from './auth.errors.js';

/** Shows and changes the account of who is signed in. */
@Injectable()
export class Profile {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersStore,
    private readonly audit: Audit,
  ) {}

  async get(principal: Principal): Promise<UserDto> {
    const user = await this.users.findById(this.database.pool, principal.userId);
    if (!user) throw accountGone();
    return toUser(user);
  }

  async update(principal: Principal, change: ProfileChange, client: ClientInfo): Promise<UserDto> {
    const fields = Object.keys(change);
    if (fields.length === 0) return this.get(principal);
    return this.unitOfWork.run(async (unit) => {
      const { userId, sessionId } = principal;
      const user = await this.users.updateProfile(unit.tx, userId, change);
      if (!user) throw accountGone();
      unit.changed({ kind: 'user_changed', userId });
      await this.audit.record(unit.tx, {
        type: 'user.profile_changed',
        outcome: 'success',
        actor: { kind: 'user', id: userId, sessionId },
        target: { kind: 'user', id: userId },
        client,
        details: { fields },
      });
      return toUser(user);
    });
  }
}
