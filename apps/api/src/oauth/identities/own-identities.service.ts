import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { UnitOfWork } from '#api/platform/changes';
import { LinkedIdentities } from '#api/users/identities';
import { FreshProofs } from '#api/users/proofs';
import { IdentityNotices } from './identity-notices.service.js';
import { WaysIn, type OwnWaysIn } from './ways-in.service.js';

/** The identities of who is signed in. */
@Injectable()
export class OwnIdentities {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly ways: WaysIn,
    private readonly store: LinkedIdentities,
    private readonly proofs: FreshProofs,
    private readonly notices: IdentityNotices,
  ) {}

  list({ userId }: Principal): Promise<OwnWaysIn> {
    return this.unitOfWork.run(({ tx }) => this.ways.list(tx, userId));
  }

  /** @throws AppError `IDENTITY_NOT_FOUND`, `LAST_SIGN_IN_METHOD`, `PROOF_REQUIRED` */
  async unlink(principal: Principal, id: string, client: ClientInfo): Promise<void> {
    const { userId, sessionId } = principal;
    await this.unitOfWork.run(async ({ tx }) => {
      const { user, identity } = await this.ways.holdRemovable(tx, userId, id);
      await this.proofs.consume(tx, { principal, client }, 'unlink_identity');
      await this.store.remove(tx, id);
      const actor = { kind: 'user', id: userId, sessionId } as const;
      await this.notices.unlinked(tx, { user, identity, actor, client });
    });
  }
}
