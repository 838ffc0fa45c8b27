import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { UnitOfWork } from '#api/platform/changes';
import type { Identity } from '#api/users/identities';
import { sessionEnded, SessionAccess } from '#api/sessions';
import { Users } from '#api/users';
import { identityTaken } from '../oauth.errors.js';
import type { ProviderAnswer } from '../providers/provider-answer.js';
import { Identities } from './identities.service.js';
import { IdentityNotices } from './identity-notices.service.js';

/** The user and the session that began the flow, and the answer of the provider. */
export interface LinkRequest {
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
