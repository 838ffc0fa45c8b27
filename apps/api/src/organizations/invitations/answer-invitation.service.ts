import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Audit } from '#api/audit';
import { unitChanged, UnitOfWork } from '#api/platform/changes';
import { done, UnitRoleGifts, type Acting } from '#api/rbac';
import { Members } from '#api/units';
import { FindInvitation, type InvitationKey } from './find-invitation.service.js';
import type { Invitation } from './invitation.js';
import { invalidInvitation } from './invitations.errors.js';
import { InvitationsStore } from './invitations.store.js';
import { InviterRights } from './inviter-rights.service.js';

/**
 * Accepts and declines invitations: the answer, the membership and the roles in one transaction. The account is locked before the
 * tree, as for every membership. The invitation is closed by one statement, so that of two answers one counts.
 */
@Injectable()
export class AnswerInvitation {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: InvitationsStore,
    private readonly finding: FindInvitation,
    private readonly inviters: InviterRights,
    private readonly members: Members,
    private readonly gifts: UnitRoleGifts,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError `INVALID_INVITATION`, `INVITATION_FOR_OTHER_ADDRESS`, `EMAIL_NOT_VERIFIED` or `UNIT_LIMIT_REACHED`
   */
  accept(acting: Acting, key: InvitationKey): Promise<Invitation> {
    const { userId } = acting.principal;
    return this.work.run(async (unit) => {
      const { tx } = unit;
      const { invitation, place } = await this.finding.lock(tx, userId, key);
      const by = { userId, now: this.clock.now() };
      if (!(await this.store.close(tx, invitation.id, 'accepted', by))) throw invalidInvitation();
      const { inviterId, roles } = await this.inviters.judge(tx, invitation);
      const isNew = await this.members.addIfMissing(tx, place, userId);
      await this.gifts.give(unit, acting, { unit: place, roles, inviterId });
      const details = { invited_by: inviterId, was_member: !isNew };
      await this.record(tx, acting, 'invitation.accepted', invitation, details);
      unit.changed(unitChanged(place.id, { userId }));
      return invitation;
    });
  }

  /** @throws AppError `INVALID_INVITATION`, `INVITATION_FOR_OTHER_ADDRESS` or `EMAIL_NOT_VERIFIED` */
  decline(acting: Acting, key: InvitationKey): Promise<void> {
    const { userId } = acting.principal;
    return this.work.run(async ({ tx }) => {
      const { invitation } = await this.finding.lock(tx, userId, key);
      const by = { userId, now: this.clock.now() };
      if (!(await this.store.close(tx, invitation.id, 'declined', by))) throw invalidInvitation();
      await this.record(tx, acting, 'invitation.declined', invitation, {});
    });
  }

  private record(
    tx: Tx,
    acting: Acting,
    type: string,
    { id, unitId, rootId }: Invitation,
    more: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const details = { organization_id: rootId, unit_id: unitId, invitation_id: id, ...more };
    const target = { kind: 'user', id: acting.principal.userId };
    return this.audit.record(tx, done(acting, type, target, details));
  }
}
