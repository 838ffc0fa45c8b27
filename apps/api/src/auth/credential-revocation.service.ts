import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Audit, type Actor } from '#api/audit';
import type { Unit } from '#api/platform/changes';
import { LoginBackOff } from '#api/protection/login-back-off';
import { SignInLinks } from '#api/protection/risk';
import { EndSessions } from '#api/sessions';
import { Devices } from '#api/sessions/devices';
import { OneTimeTokens, PendingRegistrations, type User } from '#api/users';
import { AccountMails } from './account-mails.service.js';
import { toMailedCredential, type Credential } from './credential.js';
import type { ReviewedCredentials } from './recovery-review.service.js';

export interface Revocation {
  readonly reason: 'password_changed' | 'password_reset' | 'account_taken_over';
  /** The device of this client stays known. */
  readonly client?: ClientInfo | undefined;
  /** The session that stays. */
  readonly exceptSessionId?: string;
  readonly keptDeviceIds?: readonly string[];
}

export interface NewPassword extends Revocation {
  readonly user: User;
  readonly reason: 'password_changed' | 'password_reset';
  readonly actor: Actor;
  /** Of a reset: the reviewed credentials that it removed and kept. */
  readonly reviewed?: ReviewedCredentials;
}

const NOTHING: ReviewedCredentials = { removed: [], kept: [] };

/** Revokes what was granted under an account's old password, in the transaction of its cause. */
@Injectable()
export class CredentialRevocation {
  constructor(
    private readonly sessions: EndSessions,
    private readonly tokens: OneTimeTokens,
    private readonly links: SignInLinks,
    private readonly devices: Devices,
    private readonly backOff: LoginBackOff,
    private readonly registrations: PendingRegistrations,
    private readonly mails: AccountMails,
    private readonly audit: Audit,
  ) {}

  /** Revokes what a new password revokes, mails it to the owner and records it. */
  async afterNewPassword(unit: Unit, password: NewPassword): Promise<void> {
    const { user, reason, actor, client, reviewed = NOTHING } = password;
    const ended = await this.revoke(unit, user, password);
    await this.mails.sendPasswordChanged(unit.tx, user, {
      removed: reviewed.removed.map(toMailedCredential),
      kept: reviewed.kept.map(toMailedCredential),
    });
    await this.audit.record(unit.tx, {
      type: `user.${reason}`,
      outcome: 'success',
      actor,
      target: { kind: 'user', id: user.id },
      ...(client && { client }),
      details: { sessions_ended: ended, ...(reason === 'password_reset' && detailsOf(reviewed)) },
    });
  }

  /**
   * Ends sessions, cancels mailed tokens, forgets devices and failed logins; answers how many sessions ended. An attacker in
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
    await this.links.cancel(tx, userId, isByOwner);
    if (isByOwner) await this.registrations.end(tx, userId);
    const devices = await this.devices.forgetOthers(tx, userId, { client, ids: keptDeviceIds });
    await this.backOff.forget(tx, user, devices);
    return ended;
  }
}

/** For the audit trail: the numbers and the credentials. */
function detailsOf({ removed, kept }: ReviewedCredentials) {
  const numberOf = (kind: Credential['kind']) =>
    removed.filter((each) => each.kind === kind).length;
  return {
    identities_removed: numberOf('identity'),
    devices_forgotten: numberOf('device'),
    removed: removed.map(({ kind, id, name }) => ({ kind, id, name })),
    kept: kept.map(({ kind, id, name }) => ({ kind, id, name })),
  };
}
