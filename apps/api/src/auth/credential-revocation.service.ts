import { Injectable } from '@nestjs/common';
import type { Unit } from '#api/platform/changes';
import { LoginBackOff } from '#api/protection/login-back-off';
import { SignInLinks } from '#api/protection/risk';
import { EndSessions } from '#api/sessions';
import { Devices } from '#api/sessions/devices';
import { OneTimeTokens, PendingRegistrations, type User } from '#api/users';
import { NewPasswordNotice } from './new-password-notice.service.js';
import { SignInChallenges } from './second-factor/sign-in-challenges.service.js';
import type { NewPassword, Revocation } from './revocation.js';

/** Revokes what was granted under an account's old password, in the transaction of its cause. */
@Injectable()
export class CredentialRevocation {
  constructor(
    private readonly sessions: EndSessions,
    private readonly tokens: OneTimeTokens,
    private readonly links: SignInLinks,
    private readonly challenges: SignInChallenges,
    private readonly devices: Devices,
    private readonly backOff: LoginBackOff,
    private readonly registrations: PendingRegistrations,
    private readonly notice: NewPasswordNotice,
  ) {}

  /** Revokes what a new password revokes, mails it to the owner and records it. */
  async afterNewPassword(unit: Unit, password: NewPassword): Promise<void> {
    const ended = await this.revoke(unit, password.user, password);
    await this.notice.give(unit.tx, password, ended);
  }

  /**
   * Ends sessions, sign-ins that wait for their second factor and remembered second factors, cancels mailed tokens, forgets
   * devices and failed logins; answers how many sessions ended. An attacker in
   * an open browser may change the password: such a change keeps the links that undo a sign-in, and pending registrations,
   * which only the reader of the account's mail can use.
   */
  async revoke(unit: Unit, user: User, revocation: Revocation): Promise<number> {
    const { reason, client, exceptSessionId, keptDeviceIds = [] } = revocation;
    const { tx } = unit;
    const { id: userId } = user;
    const isByOwner = reason !== 'password_changed';
    const ended = await this.sessions.endAll(unit, {
      userId,
      reason,
      ...(exceptSessionId !== undefined && { exceptId: exceptSessionId }),
    });
    await this.tokens.cancelAll(tx, userId);
    await this.links.cancel(tx, userId, reason);
    await this.challenges.endAll(tx, userId);
    if (isByOwner) await this.registrations.end(tx, userId);
    const devices = await this.devices.forgetOthers(tx, userId, { client, ids: keptDeviceIds });
    await this.backOff.forget(tx, user, devices);
    return ended;
  }
}
