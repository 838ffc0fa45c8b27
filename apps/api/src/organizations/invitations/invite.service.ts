import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { AppError, getNormalisedEmail, newId, randomToken, sha256 } from '#libs/kernel';
import { UnitOfWork } from '#api/platform/changes';
import { UnitRoleGifts, type Acting } from '#api/rbac';
import { Units, type UnitRow } from '#api/units';
import { Users } from '#api/users';
import type { Invitation } from './invitation.js';
import { InvitationListsStore } from './invitation-lists.store.js';
import { InvitationLimits } from './invitation-limits.service.js';
import { invitationNotFound, invitationNotOpen, invitedAlready } from './invitations.errors.js';
import { InvitationsStore } from './invitations.store.js';
import { SendInvitation } from './send-invitation.service.js';

/** Who is invited, and to what. */
export interface Invited {
  readonly unitId: string;
  readonly email: string;
  readonly roleIds: readonly string[];
}

/** Invites addresses to units: rights, mail and audit in one transaction. */
@Injectable()
export class Invite {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: InvitationsStore,
    private readonly lists: InvitationListsStore,
    private readonly units: Units,
    private readonly users: Users,
    private readonly gifts: UnitRoleGifts,
    private readonly sending: SendInvitation,
    private readonly limits: InvitationLimits,
  ) {}

  /**
   * @throws AppError `ORGANIZATION_NOT_FOUND`, `ROLE_NOT_FOUND`, `ROLE_NOT_FOR_UNITS`, `GRANT_DENIED`, `PROOF_REQUIRED`,
   * `ALREADY_INVITED` or `INVITATION_LIMIT_REACHED`
   */
  invite(acting: Acting, { unitId, email, roleIds }: Invited): Promise<Invitation> {
    const { canonical } = getNormalisedEmail(email);
    return this.work.run(async ({ tx }) => {
      const unit = await this.lock(tx, acting, unitId);
      const roles = await this.gifts.lockGivable(tx, acting, unit.id, roleIds);
      const id = await this.insert(tx, acting, unit, { email, canonical, roleIds });
      await this.gifts.useProof(tx, acting, roles);
      return this.sending.send(tx, acting, id, 'invitation.created');
    });
  }

  /** Another link and another life; the one who sends it again answers for the invitation. @throws AppError as `invite` */
  resend(acting: Acting, unitId: string, id: string): Promise<Invitation> {
    return this.work.run(async ({ tx }) => {
      const unit = await this.lock(tx, acting, unitId);
      const found = await this.lists.findById(tx, id);
      if (found?.unitId !== unit.id) throw invitationNotFound();
      const roleIds = found.roles.map((role) => role.id);
      const roles = await this.gifts.lockGivable(tx, acting, unit.id, roleIds);
      const life = this.limits.begin();
      if (found.expiresAt <= life.now) await this.limits.assertNotFull(tx, unit.rootId, life.now);
      const renewed = { invitedBy: acting.principal.userId, ...life };
      if (!(await this.store.renew(tx, id, renewed))) throw invitationNotOpen();
      await this.gifts.useProof(tx, acting, roles);
      return this.sending.send(tx, acting, id, 'invitation.resent');
    });
  }

  private async insert(
    tx: Tx,
    { principal }: Acting,
    unit: UnitRow,
    invited: { email: string; canonical: string; roleIds: readonly string[] },
  ): Promise<string> {
    const { now, expiresAt } = this.limits.begin();
    const { email, canonical: emailCanonical, roleIds } = invited;
    await this.store.deleteExpired(tx, { unitId: unit.id, emailCanonical, now });
    await this.limits.assertNotFull(tx, unit.rootId, now);
    const invitation = {
      id: newId(),
      unitId: unit.id,
      rootId: unit.rootId,
      email,
      emailCanonical,
      // Of no link: the mail gets the one that counts.
      tokenHash: sha256(randomToken()),
      invitedBy: principal.userId,
      createdAt: now,
      expiresAt,
    };
    if (await this.store.insert(tx, invitation, roleIds)) return invitation.id;
    throw invitedAlready((await this.lists.findOpen(tx, unit.id, emailCanonical)) ?? '');
  }

  /** Before the tree, as for every change of memberships: the invitation refers to the account. */
  private async lock(tx: Tx, { principal }: Acting, unitId: string): Promise<UnitRow> {
    if (!(await this.users.lock(tx, principal.userId))) throw new AppError('UNAUTHENTICATED');
    return this.units.getInLockedTree(tx, unitId);
  }
}
