import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { LinkedIdentities, type Identity } from '#api/users/identities';
import { Users, type UserWithPassword } from '#api/users';
import { accountGone, identityNotFound, lastSignInMethod } from '../oauth.errors.js';
import { Providers } from '../providers/providers.service.js';

export interface OwnWaysIn {
  readonly identities: readonly Identity[];
  readonly hasPassword: boolean;
}

/** By what somebody can sign in to an account. */
@Injectable()
export class WaysIn {
  constructor(
    private readonly users: Users,
    private readonly store: LinkedIdentities,
    private readonly providers: Providers,
  ) {}

  /** All of them: nobody has many. */
  async list(tx: Tx, userId: string): Promise<OwnWaysIn> {
    const user = await this.users.findWithPasswordById(tx, userId);
    if (!user) throw accountGone();
    const identities = await this.store.listOfUser(tx, userId);
    return { identities, hasPassword: user.password !== null };
  }

  /**
   * The identity and its account, held until the transaction ends: two identities removed at once do not leave it without a
   * way in. One by a provider that is no longer configured is none.
   * @throws AppError `IDENTITY_NOT_FOUND`, `LAST_SIGN_IN_METHOD`
   */
  async holdRemovable(
    tx: Tx,
    userId: string,
    id: string,
  ): Promise<{ user: UserWithPassword; identity: Identity }> {
    const user = await this.users.lock(tx, userId);
    if (!user) throw accountGone();
    const identities = await this.store.listOfUser(tx, userId);
    const identity = identities.find((candidate) => candidate.id === id);
    if (!identity) throw identityNotFound();
    const others = identities.filter((it) => it !== identity && this.providers.has(it.provider));
    if (user.password === null && others.length === 0) throw lastSignInMethod();
    return { user, identity };
  }
}
