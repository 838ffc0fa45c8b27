import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/kernel';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { done, type Acting } from '#api/rbac';
import { Units } from '#api/units';
import { InvitationListsStore } from './invitation-lists.store.js';
import { invitationNotFound, invitationNotOpen } from './invitations.errors.js';
import { InvitationsStore } from './invitations.store.js';

/** Takes invitations back, before they are answered. */
@Injectable()
export class RevokeInvitation {
  constructor(
    private readonly work: UnitOfWork,
    private readonly units: Units,
    private readonly store: InvitationsStore,
    private readonly lists: InvitationListsStore,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `ORGANIZATION_NOT_FOUND`, `INVITATION_NOT_FOUND` or `INVALID_INVITATION` */
  revoke(acting: Acting, unitId: string, id: string): Promise<void> {
    return this.work.run(async ({ tx }) => {
      const { rootId } = await this.units.getInLockedTree(tx, unitId);
      const found = await this.lists.findById(tx, id);
      if (found?.unitId.toLowerCase() !== unitId.toLowerCase()) throw invitationNotFound();
      const by = { userId: acting.principal.userId, now: this.clock.now() };
      if (!(await this.store.close(tx, id, 'revoked', by))) throw invitationNotOpen();
      const details = { organization_id: rootId, invitation_id: id };
      const target = { kind: 'organization', id: unitId };
      await this.audit.record(tx, done(acting, 'invitation.revoked', target, details));
    });
  }
}
