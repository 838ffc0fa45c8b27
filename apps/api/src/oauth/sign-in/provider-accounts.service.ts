import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { Database } from '#libs/database';
import { normaliseEmail } from '#libs/kernel';
import { authConfig, emailNotVerified, MailRequests } from '#api/auth';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import type { Identity } from '#api/users/identities';
import { accountDisabled, Users, type User, type UserWithPassword } from '#api/users';
import { providerEmailMissing } from '../oauth.errors.js';
import { Identities } from '../identities/identities.service.js';
import type { ProviderAnswer, ProviderLogin, Recognised } from '../providers/provider-answer.js';
import { FirstSignIns } from './first-sign-ins.service.js';
import { AddressJoining, voucherOf } from './address-joining.service.js';

const NOT_VOUCHED_FOR =
  'Email not verified: the provider does not vouch for it, so we have mailed a link to confirm it';

/** Another request may write the account or the identity in between: then it is read again. */
const MAX_LOOKS = 3;

/**
 * Finds, joins or creates the account of a provider login: by the identity, or by the address as `AddressJoining` allows.
 */
@Injectable()
export class ProviderAccounts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly identities: Identities,
    private readonly firstSignIns: FirstSignIns,
    private readonly joining: AddressJoining,
    private readonly database: Database,
    private readonly mails: MailRequests,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** Changes nothing. `null` when the identity is not linked to an account. */
  async find(provider: string, answer: ProviderAnswer): Promise<Recognised | null> {
    const { pool } = this.database;
    const identity = await this.identities.find(pool, provider, answer);
    const user = identity && (await this.users.findWithPasswordById(pool, identity.userId));
    return identity && user && { user, identity };
  }

  /**
   * @throws AppError `ACCOUNT_DISABLED`, `LINK_REQUIRED`, `PROVIDER_EMAIL_MISSING`, `REGISTRATION_DISABLED`
   */
  recognise(providerLogin: ProviderLogin): Promise<Recognised> {
    return this.unitOfWork.run(async (unit) => {
      for (let look = 1; look <= MAX_LOOKS; look += 1) {
        const found = await this.look(unit, providerLogin);
        if (found) return found;
      }
      throw new Error('The identity changes hands faster than it can be read');
    });
  }

  /**
   * Where verification is required, mails a link to an unverified address and refuses the sign-in.
   * @throws AppError `EMAIL_NOT_VERIFIED`
   */
  async assertVerified(user: User, client: ClientInfo): Promise<void> {
    if (user.isEmailVerified || !this.config.verificationRequired) return;
    await this.mails.submit('verify_email', user.email, client);
    throw emailNotVerified(user.id, NOT_VOUCHED_FOR);
  }

  private async look(unit: Unit, providerLogin: ProviderLogin): Promise<Recognised | null> {
    const { provider, answer } = providerLogin;
    const identity = await this.identities.find(unit.tx, provider, answer);
    if (identity) return this.known(unit, identity, answer);
    const address = normaliseEmail(answer.email ?? '');
    if (!address) throw providerEmailMissing(answer.withoutEmail);
    const owner = await this.users.findByCanonicalEmail(unit.tx, address.canonical);
    if (!owner) return this.firstSignIns.create(unit, providerLogin, address);
    const user = await this.users.lock(unit.tx, owner.id);
    return user && this.join(unit, user, providerLogin);
  }

  private async known(
    unit: Unit,
    identity: Identity,
    answer: ProviderAnswer,
  ): Promise<Recognised | null> {
    const user = await this.users.lock(unit.tx, identity.userId);
    if (!user) return null;
    // The identity was read before the account was locked: if it was unlinked or moved meanwhile, it is read again.
    if (!(await this.identities.noteUse(unit.tx, identity, answer))) return null;
    if (!user.isActive) throw accountDisabled(user.id);
    if (user.isEmailVerified || !vouchesFor(answer, user)) return { user, identity };
    // The address was unverified until now.
    await this.users.confirm(unit, user.id, voucherOf(identity.provider, answer));
    unit.changed({ kind: 'user_changed', userId: user.id });
    return { user: { ...user, isEmailVerified: true }, identity };
  }

  private async join(
    unit: Unit,
    user: UserWithPassword,
    providerLogin: ProviderLogin,
  ): Promise<Recognised | null> {
    const owned = await this.joining.getJoinable(unit, user, providerLogin);
    return this.firstSignIns.attach(unit, owned, providerLogin);
  }
}

const vouchesFor = ({ email, emailVerified }: ProviderAnswer, user: UserWithPassword) =>
  emailVerified && normaliseEmail(email ?? '')?.canonical === user.emailCanonical;
