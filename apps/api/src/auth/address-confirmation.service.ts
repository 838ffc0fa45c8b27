import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Audit } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { OneTimeTokens, PendingRegistrations, Users, type UserWithPassword } from '#api/users';
import { AccountMails } from './account-mails.service.js';
import { AccountTakeover } from './account-takeover.service.js';
import { invalidVerificationToken, verificationProofRequired } from './auth.errors.js';
import type { Confirmed } from './registration-proof.service.js';
import { VerificationLinks } from './verification-links.service.js';

/** Confirms addresses by links, and gives each account to the registration that was proven. All others are deleted. */
@Injectable()
export class AddressConfirmation {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly links: VerificationLinks,
    private readonly users: Users,
    private readonly registrations: PendingRegistrations,
    private readonly tokens: OneTimeTokens,
    private readonly takeover: AccountTakeover,
    private readonly mails: AccountMails,
    private readonly audit: Audit,
  ) {}

  /**
   * Uses the link up and confirms its address, in one transaction: of several concurrent calls, one succeeds.
   * @throws AppError `INVALID_VERIFICATION_TOKEN`; `VERIFICATION_PROOF_REQUIRED` when the password or the registration was
   * changed or expired meanwhile; `RECOVERY_MAIL_HELD_BACK`
   */
  async confirm(token: string, confirmed: Confirmed, client: ClientInfo): Promise<void> {
    await this.unitOfWork.run(async (unit) => {
      const userId = await this.links.consume(unit.tx, token);
      const user = userId === null ? null : await this.users.lock(unit.tx, userId);
      if (!user) throw invalidVerificationToken();
      // By an operator, for example: nothing is left to confirm.
      if (user.isEmailVerified) return;
      await this.apply(unit, user, confirmed, client);
      await this.audit.record(unit.tx, {
        type: 'user.email_verified',
        outcome: 'success',
        actor: { kind: 'anonymous' },
        target: { kind: 'user', id: user.id },
        client,
        details: { confirmed: confirmed.kind },
      });
    });
  }

  /**
   * For a reader of the mailbox whose act uses its own link or code up, in the transaction of the act. `confirmed` is what the
   * device proves besides; without it all earlier credentials are revoked. The caller has locked the account.
   */
  async proveMailbox(
    unit: Unit,
    user: UserWithPassword,
    confirmed: Confirmed | null,
    client: ClientInfo,
  ): Promise<void> {
    const { tx } = unit;
    // The device proves the password that was read; it may have been changed meanwhile.
    const isChanged = confirmed?.kind === 'account' && confirmed.password !== user.password;
    const isKept = confirmed !== null && !isChanged;
    if (isKept) await this.apply(unit, user, confirmed, client);
    else await this.empty(unit, user, client);
    await this.users.markProven(unit, user.id);
    if (user.isEmailVerified) return;
    await this.audit.record(tx, {
      type: 'user.email_verified',
      outcome: 'success',
      actor: { kind: 'anonymous' },
      target: { kind: 'user', id: user.id },
      client,
      details: { confirmed: isKept ? confirmed.kind : 'nobody' },
    });
  }

  private async apply(
    unit: Unit,
    user: UserWithPassword,
    confirmed: Confirmed,
    client: ClientInfo,
  ): Promise<void> {
    switch (confirmed.kind) {
      case 'account':
        if (confirmed.password !== user.password) throw verificationProofRequired();
        return this.keep(unit, user);
      case 'registration':
        return this.giveTo(unit, user, confirmed.id, client);
      case 'new_password':
        await this.empty(unit, user, client);
        await this.users.setPassword(unit.tx, user.id, confirmed.password);
        await this.users.updateProfile(unit.tx, user.id, { locale: client.language ?? null });
        return;
      case 'nobody':
        await this.empty(unit, user, client);
        await this.mails.sendRecovery(unit.tx, {
          ...user,
          firstName: null,
          locale: client.language ?? null,
        });
        return;
    }
  }

  private async keep(unit: Unit, user: UserWithPassword): Promise<void> {
    await this.users.confirm(unit, user.id);
    await this.tokens.cancelAll(unit.tx, user.id, ['verify_email']);
    await this.registrations.end(unit.tx, user.id);
    unit.changed({ kind: 'user_changed', userId: user.id });
  }

  private async giveTo(
    unit: Unit,
    user: UserWithPassword,
    id: string,
    client: ClientInfo,
  ): Promise<void> {
    const { tx } = unit;
    const waiting = await this.registrations.list(tx, user.id);
    const registration = waiting.find((each) => each.id === id);
    if (!registration) throw verificationProofRequired();
    const { password, firstName, lastName, locale } = registration;
    // The same password twice is the same registrant.
    if (password === user.password) return this.keep(unit, user);
    await this.empty(unit, user, client);
    await this.users.setPassword(tx, user.id, password);
    await this.users.updateProfile(tx, user.id, { firstName, lastName, locale });
  }

  /** Revokes all credentials of the first registrant, and ends all registrations. */
  private async empty(unit: Unit, user: UserWithPassword, client: ClientInfo): Promise<void> {
    const actor = { kind: 'anonymous' } as const;
    await this.takeover.cleanse(unit, user, { actor, provider: 'confirmation', client });
  }
}
