import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { sessionEnded } from '#api/sessions';
import { toUser, Users, type ProfileChange, type UserDto } from '#api/users';

/** Shows and changes the account of the signed-in user. */
@Injectable()
export class Profile {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly audit: Audit,
  ) {}

  /** From the account that was read when the request was authenticated, without a query. */
  get({ userId, account }: Principal): UserDto {
    return toUser({ id: userId, isActive: true, ...account });
  }

  async update(principal: Principal, change: ProfileChange, client: ClientInfo): Promise<UserDto> {
    const fields = Object.keys(change);
    if (fields.length === 0) return this.get(principal);
    return this.unitOfWork.run(async (unit) => {
      const { userId, sessionId } = principal;
      const user = await this.users.updateProfile(unit.tx, userId, change);
      if (!user) throw sessionEnded();
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
