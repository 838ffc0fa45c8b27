import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { isAppError } from '#libs/kernel';
import { UnitRoleGifts, type GivableRole } from '#api/rbac';
import { Units } from '#api/units';
import { Users } from '#api/users';
import type { Invitation } from './invitation.js';
import { invalidInvitation } from './invitations.errors.js';

/** What the inviter does not do any more lets nobody in. */
const REFUSALS = new Set<string>(['GRANT_DENIED', 'ROLE_NOT_FOR_UNITS', 'ROLE_NOT_FOUND']);

/**
 * Whether the inviter may still invite, when the invitation is accepted. All that they hold counts: at which level they were signed
 * in was looked at with the invitation.
 */
@Injectable()
export class InviterRights {
  constructor(
    private readonly users: Users,
    private readonly units: Units,
    private readonly gifts: UnitRoleGifts,
  ) {}

  /** The tree is locked. @throws AppError `INVALID_INVITATION` */
  async judge(
    tx: Tx,
    { unitId, rootId, invitedBy, roles }: Invitation,
  ): Promise<{ readonly inviterId: string; readonly roles: readonly GivableRole[] }> {
    const inviter = invitedBy === null ? null : await this.users.findById(tx, invitedBy);
    if (!inviter?.isActive) throw invalidInvitation();
    const judged = { principal: { userId: inviter.id, acr: 'aal2' as const } };
    const isManager =
      (await this.units.isOwner(tx, rootId, inviter.id)) ||
      (await this.gifts.mayWriteAt(tx, judged, unitId));
    if (!isManager) throw invalidInvitation();
    try {
      const ids = roles.map(({ id }) => id);
      return {
        inviterId: inviter.id,
        roles: await this.gifts.lockGivable(tx, judged, unitId, ids),
      };
    } catch (error) {
      if (isAppError(error) && REFUSALS.has(error.code)) throw invalidInvitation();
      throw error;
    }
  }
}
