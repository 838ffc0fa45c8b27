import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Unit } from '#api/platform/changes';
import {
  OneTimeTokensService,
  PendingRegistrations,
  UsersStore,
  type UserWithPassword,
} from '#api/users';
import { AccountMails } from './account-mails.service.js';
import { AccountTakeover } from './account-takeover.service.js';
import { verificationProofRequired } from './auth.errors.js';
import type { Confirmed } from './registration-proof.service.js';

/** Gives an account, held by the caller, to whom its address was confirmed for. No other registration is left. */
@Injectable()
export class AddressConfirmation {
  constructor(
    private readonly users: UsersStore,
    private readonly registrations: PendingRegistrations,
    private readonly tokens: OneTimeTokensService,
    private readonly takeover: AccountTakeover,
    private readonly mails: AccountMails,
  ) {}

  /** @throws AppError `VERIFICATION_PROOF_REQUIRED` when what was shown was changed or has expired meanwhile */
  async apply(
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
        return;
      case 'nobody':
        await this.empty(unit, user, client);
        await this.mails.sendRecovery(unit.tx, { ...user, firstName: null });
        return;
    }
  }

  private async keep(unit: Unit, user: UserWithPassword): Promise<void> {
    await this.users.markVerified(unit.tx, user.id);
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
    const { password, firstName, lastName } = registration;
    // The same password twice is the same person.
    if (password === user.password) return this.keep(unit, user);
    await this.empty(unit, user, client);
    await this.users.setPassword(tx, user.id, password);
    await this.users.updateProfile(tx, user.id, { firstName, lastName });
  }

  /** Whatever the first registrant came in by goes, and all registrations with it. */
  private async empty(unit: Unit, user: UserWithPassword, client: ClientInfo): Promise<void> {
    const actor = { kind: 'anonymous' } as const;
    await this.takeover.cleanse(unit, user, { actor, provider: 'confirmation', client });
  }
}
