import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal, PrincipalAccount } from '#libs/access';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { writtenOnce } from '#api/platform/http';
import { sessionEnded } from '#api/sessions';
import { toEnrolmentDuty } from './second-factor/enrolment-duty.dto.js';
import { EnrolmentDuty } from './second-factor/enrolment-duty.service.js';
import type { MeDto } from './profile.dto.js';
import { toUser, Users, type ProfileChange, type UserDto } from '#api/users';

/** Shows and changes the account of the signed-in user. */
@Injectable()
export class Profile {
  private readonly shown = new WeakMap<PrincipalAccount, MeDto>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly audit: Audit,
    private readonly enrolment: EnrolmentDuty,
  ) {}

  /** The account, and whether it must enrol a second factor. */
  async show(principal: Principal): Promise<MeDto> {
    const shown = this.showAccount(principal);
    if (!this.enrolment.exists) return shown;
    const duty = await this.enrolment.find(principal.userId);
    return duty === null ? shown : { ...shown, ...toEnrolmentDuty(duty) };
  }

  /** The answer that shows the account, made once for as long as the account is remembered. */
  private showAccount(principal: Principal): MeDto {
    const { account } = principal;
    const known = this.shown.get(account);
    if (known) return known;
    const shown = writtenOnce({ success: true, user: this.get(principal) });
    this.shown.set(account, shown);
    return shown;
  }

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
