import { Injectable } from '@nestjs/common';
import { isPersonName, type NormalisedEmail } from '#libs/kernel';
import { Audit } from '#api/audit';
import { Registration } from '#api/auth';
import type { Unit } from '#api/platform/changes';
import { Users, type UserWithPassword } from '#api/users';
import { Identities } from '../identities/identities.service.js';
import { IdentityNotices } from '../identities/identity-notices.service.js';
import type { ProviderLogin, Recognised } from './provider-login.js';
import { voucherOf } from './address-joining.service.js';

/** A name as an account may have it, or none. */
const acceptable = (name: string | null) => (name !== null && isPersonName(name) ? name : null);

/** The first time that a provider names somebody: a new account, or another way into an old one. */
@Injectable()
export class FirstSignIns {
  constructor(
    private readonly users: Users,
    private readonly identities: Identities,
    private readonly notices: IdentityNotices,
    private readonly audit: Audit,
    private readonly registration: Registration,
  ) {}

  /**
   * `null` when the address was registered by another request in this moment.
   * @throws AppError `REGISTRATION_DISABLED`
   */
  async create(
    unit: Unit,
    providerLogin: ProviderLogin,
    address: NormalisedEmail,
  ): Promise<Recognised | null> {
    this.registration.assertOpen();
    const { provider, answer, client } = providerLogin;
    const made = await this.users.create(unit.tx, {
      email: address.typed,
      emailCanonical: address.canonical,
      password: null,
      firstName: acceptable(answer.firstName),
      lastName: acceptable(answer.lastName),
      isEmailVerified: answer.emailVerified,
      vouchedBy: answer.emailVerified ? voucherOf(provider, answer) : null,
    });
    if (!made) return null;
    const making = { origin: 'registered', madeIn: null, madeFrom: client.ip } as const;
    const link = { userId: made.id, provider, making };
    const identity = await this.identities.add(unit.tx, link, answer);
    if (!identity) {
      // The same person came by another address at once: their account is the other one.
      await this.users.erase(unit.tx, made.id);
      return null;
    }
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

  /** `null` when the identity was linked elsewhere in this moment. */
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

  /** Only where the person's own fields are empty. */
  private async fillProfile(
    { tx }: Unit,
    user: UserWithPassword,
    answer: ProviderLogin['answer'],
  ): Promise<UserWithPassword> {
    const firstName = user.firstName ?? acceptable(answer.firstName);
    const lastName = user.lastName ?? acceptable(answer.lastName);
    if (firstName === user.firstName && lastName === user.lastName) return user;
    await this.users.updateProfile(tx, user.id, { firstName, lastName });
    return { ...user, firstName, lastName };
  }
}
