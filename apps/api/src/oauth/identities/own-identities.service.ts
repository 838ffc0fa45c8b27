import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import type { Tx } from '#libs/database';
import { UnitOfWork } from '#api/platform/changes';
import { sessionEnded, SessionAccess } from '#api/sessions';
import { Users, type UserWithPassword } from '#api/users';
import { LinkedIdentities, type Identity } from '#api/users/identities';
import { FreshProofs } from '#api/users/proofs';
import { identityNotFound, lastSignInMethod, identityTaken } from '../oauth.errors.js';
import { Providers } from '../providers/providers.service.js';
import { IdentityNotices } from './identity-notices.service.js';
import type { ProviderAnswer } from '../providers/provider-answer.js';
import { Identities } from './identities.service.js';

/** The sign-in methods of an account. */
export interface SignInMethods {
  readonly identities: readonly Identity[];
  readonly hasPassword: boolean;
}

/** The identities of the signed-in user. */
@Injectable()
export class OwnIdentities {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly store: LinkedIdentities,
    private readonly providers: Providers,
    private readonly proofs: FreshProofs,
    private readonly notices: IdentityNotices,
  ) {}

  /** All identities: no account has many. @throws AppError `SESSION_ENDED` */
  list({ userId }: Principal): Promise<SignInMethods> {
    return this.unitOfWork.run(async ({ tx }) => {
      const user = await this.users.findWithPasswordById(tx, userId);
      if (!user) throw sessionEnded();
      const identities = await this.store.listOfUser(tx, userId);
      return { identities, hasPassword: user.password !== null };
    });
  }

  /** @throws AppError `IDENTITY_NOT_FOUND`, `LAST_SIGN_IN_METHOD`, `PROOF_REQUIRED`, `SESSION_ENDED` */
  async unlink(principal: Principal, id: string, client: ClientInfo): Promise<void> {
    const { userId, sessionId } = principal;
    await this.unitOfWork.run(async ({ tx }) => {
      const { user, identity } = await this.lockRemovable(tx, userId, id);
      await this.proofs.consume(tx, { principal, client }, 'unlink_identity');
      await this.store.remove(tx, id);
      const actor = { kind: 'user', id: userId, sessionId } as const;
      await this.notices.unlinked(tx, { user, identity, actor, client });
    });
  }

  /**
   * The identity and its account, locked until the transaction ends: two concurrent removals must not leave the account without
   * a sign-in method. An identity of a provider that is no longer configured is none.
   */
  private async lockRemovable(
    tx: Tx,
    userId: string,
    id: string,
  ): Promise<{ user: UserWithPassword; identity: Identity }> {
    const user = await this.users.lock(tx, userId);
    if (!user) throw sessionEnded();
    const identities = await this.store.listOfUser(tx, userId);
    const identity = identities.find((candidate) => candidate.id === id);
    if (!identity) throw identityNotFound();
    const others = identities.filter((it) => it !== identity && this.providers.has(it.provider));
    if (user.password === null && others.length === 0) throw lastSignInMethod();
    return { user, identity };
  }
}

/** The user and the session that began the flow, and the answer of the provider. */
interface LinkRequest {
  readonly userId: string;
  readonly sessionId: string;
  readonly provider: string;
  readonly answer: ProviderAnswer;
  readonly client: ClientInfo;
}

/** Links an identity to the account of the signed-in user. */
@Injectable()
export class LinkIdentity {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly sessions: SessionAccess,
    private readonly identities: Identities,
    private readonly notices: IdentityNotices,
  ) {}

  /**
   * The session that began the flow must still be open.
   * @throws AppError `SESSION_ENDED`, `IDENTITY_TAKEN`
   */
  async link(request: LinkRequest): Promise<Identity> {
    const { userId, sessionId, provider, answer, client } = request;
    return this.unitOfWork.run(async ({ tx }) => {
      const user = await this.users.lock(tx, userId);
      if (!user?.isActive) throw sessionEnded();
      if (!(await this.sessions.isLiveIn(tx, sessionId, userId))) throw sessionEnded();
      const making = { origin: 'linked', madeIn: sessionId, madeFrom: client.ip } as const;
      const identity = await this.identities.add(tx, { userId, provider, making }, answer);
      if (!identity) throw identityTaken();
      const actor = { kind: 'user', id: userId, sessionId } as const;
      await this.notices.linked(tx, { user, identity, actor, client });
      return identity;
    });
  }
}
