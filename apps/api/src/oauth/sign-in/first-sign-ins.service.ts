import { Injectable } from '@nestjs/common';
import { isPersonName, type NormalisedEmail } from '#libs/kernel';
import { Audit } from '#api/audit';
import { Registration } from '#api/auth';
import type { Unit } from '#api/platform/changes';
import { AddressChanges, Users, type UserWithPassword } from '#api/users';
import { Identities } from '../identities/identities.service.js';
import { IdentityNotices } from '../identities/identity-notices.service.js';
import type { ProviderLogin, Recognised } from '../providers/provider-answer.js';
import { linkRequired } from '../oauth.errors.js';
import { voucherOf } from './address-joining.service.js';

/** The name, or `null` when an account cannot have it. */
const acceptable = (name: string | null) => (name !== null && isPersonName(name) ? name : null);

/** The first sign-in by an identity: creates an account, or links the identity to an existing one. */
@Injectable()
export class FirstSignIns {
  constructor(
    private readonly users: Users,
    private readonly addressChanges: AddressChanges,
    private readonly identities: Identities,
    private readonly notices: IdentityNotices,
    private readonly audit: Audit,
    private readonly registration: Registration,
  ) {}

  /**
   * `null` when a concurrent request registered the address.
   * @throws AppError `REGISTRATION_DISABLED`; `LINK_REQUIRED` when an account may get the address back
   */
  async create(
    unit: Unit,
    providerLogin: ProviderLogin,
    address: NormalisedEmail,
  ): Promise<Recognised | null> {
    this.registration.assertOpen();
    const { provider, answer, client } = providerLogin;
    const holder = await this.addressChanges.findHolder(unit.tx, address.canonical);
    if (holder !== null) throw linkRequired(holder);
    const vouchedBy = answer.emailVerified ? voucherOf(provider, answer) : null;
    const made = await this.users.create(unit.tx, {
      email: address.typed,
      emailCanonical: address.canonical,
      password: null,
      firstName: acceptable(answer.firstName),
      lastName: acceptable(answer.lastName),
      locale: client.language ?? null,
      isEmailVerified: answer.emailVerified,
      vouchedBy,
    });
    if (!made) return null;
    const making = { origin: 'registered', madeIn: null, madeFrom: client.ip } as const;
    const link = { userId: made.id, provider, making };
    const identity = await this.identities.add(unit.tx, link, answer);
    if (!identity) {
      // A concurrent request linked the identity to an account with another address: that one is used.
      await this.users.erase(unit.tx, made.id);
      return null;
    }
    if (made.isEmailVerified) await this.users.noteConfirmed(unit, made.id, vouchedBy);
    await this.registration.noteByProvider(unit.tx, made, client);
    await this.audit.record(unit.tx, {
      type: 'user.registered',
      outcome: 'success',
      actor: { kind: 'anonymous' },
      target: { kind: 'user', id: made.id },
      client,
      details: { provider, identity_id: identity.id },
    });
    return { user: { ...made, password: null }, identity };
  }

  /** `null` when a concurrent request linked the identity to another account. */
  async attach(
    unit: Unit,
    user: UserWithPassword,
    { provider, answer, client }: ProviderLogin,
  ): Promise<Recognised | null> {
    const making = { origin: 'joined', madeIn: null, madeFrom: client.ip } as const;
    const link = { userId: user.id, provider, making };
    const identity = await this.identities.add(unit.tx, link, answer);
    if (!identity) return null;
    const filled = await this.fillProfile(unit, user, answer);
    const actor = { kind: 'user', id: user.id } as const;
    await this.notices.linked(unit.tx, { user, identity, actor, client });
    return { user: filled, identity };
  }

  /** Fills only the empty fields of the profile. */
  private async fillProfile(
    unit: Unit,
    user: UserWithPassword,
    answer: ProviderLogin['answer'],
  ): Promise<UserWithPassword> {
    const firstName = user.firstName ?? acceptable(answer.firstName);
    const lastName = user.lastName ?? acceptable(answer.lastName);
    if (firstName === user.firstName && lastName === user.lastName) return user;
    await this.users.updateProfile(unit.tx, user.id, { firstName, lastName });
    unit.changed({ kind: 'user_changed', userId: user.id });
    return { ...user, firstName, lastName };
  }
}
