import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { UnitOfWork } from '#api/changes';
import { IdentitiesStore, type Identity } from '#api/identities';
import { UsersStore } from '#api/users';
import { accountGone, identityNotFound, lastSignInMethod } from '../oauth.errors.js';
import { Providers } from '../providers/providers.service.js';
import { IdentityNotices } from './identity-notices.service.js';

export interface OwnWaysIn {
  readonly identities: readonly Identity[];
  readonly hasPassword: boolean;
}

/** The identities of who is signed in. */
@Injectable()
export class OwnIdentities {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersStore,
    private readonly store: IdentitiesStore,
    private readonly providers: Providers,
    private readonly notices: IdentityNotices,
  ) {}

  /** All of them: nobody has many. */
  list({ userId }: Principal): Promise<OwnWaysIn> {
    return this.unitOfWork.run(async ({ tx }) => {
      const user = await this.users.findWithPasswordById(tx, userId);
      if (!user) throw accountGone();
      const identities = await this.store.listOfUser(tx, userId);
      return { identities, hasPassword: user.password !== null };
    });
  }

  /**
   * Decided while the account is held: two identities removed at once do not leave it without a way in. One
   * by a provider that is no longer configured is none.
   * @throws AppError `IDENTITY_NOT_FOUND`, `LAST_SIGN_IN_METHOD`
   */
  async unlink(principal: Principal, id: string, client: ClientInfo): Promise<void> {
    const { userId, sessionId } = principal;
    await this.unitOfWork.run(async ({ tx }) => {
      const user = await this.users.findForUpdate(tx, userId);
      if (!user) throw accountGone();
      const identities = await this.store.listOfUser(tx, userId);
      const identity = identities.find((candidate) => candidate.id === id);
      if (!identity) throw identityNotFound();
      const others = identities.filter((it) => it !== identity && this.providers.has(it.provider));
      if (user.password === null && others.length === 0) throw lastSignInMethod();
      await this.store.delete(tx, id);
      const actor = { kind: 'user', id: userId, sessionId } as const;
      await this.notices.unlinked(tx, { user, identity, actor, client });
    });
  }
}
