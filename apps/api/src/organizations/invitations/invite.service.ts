import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock, getNormalisedEmail, newId, randomToken, sha256 } from '#libs/kernel';
import { UnitOfWork } from '#api/platform/changes';
import { UnitRoleGifts, type Acting } from '#api/rbac';
import { Units, type UnitRow } from '#api/units';
import type { Invitation } from './invitation.js';
import { InvitationListsStore } from './invitation-lists.store.js';
import { invitationsConfig } from './invitations.config.js';
import {
  invitationNotFound,
  invitationNotOpen,
  invitedAlready,
  tooManyInvitations,
} from './invitations.errors.js';
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
    private readonly gifts: UnitRoleGifts,
    private readonly sending: SendInvitation,
    private readonly clock: Clock,
    @Inject(invitationsConfig.KEY) private readonly config: ConfigOf<typeof invitationsConfig>,
  ) {}

  /**
   * @throws AppError `ORGANIZATION_NOT_FOUND`, `ROLE_NOT_FOUND`, `ROLE_NOT_FOR_UNITS`, `GRANT_DENIED`, `PROOF_REQUIRED`,
   * `ALREADY_INVITED` or `INVITATION_LIMIT_REACHED`
   */
  invite(acting: Acting, { unitId, email, roleIds }: Invited): Promise<Invitation> {
    const { canonical } = getNormalisedEmail(email);
    return this.work.run(async ({ tx }) => {
      const unit = await this.units.getInLockedTree(tx, unitId);
      const roles = await this.gifts.lockGivable(tx, acting, unit.id, roleIds);
      const id = await this.insert(tx, acting, unit, { email, canonical, roleIds });
      await this.gifts.useProof(tx, acting, roles);
      return this.sending.send(tx, acting, id, 'invitation.created');
    });
  }

  /** Another link and another life; the one who sends it again answers for the invitation. @throws AppError as `invite` */
  resend(acting: Acting, unitId: string, id: string): Promise<Invitation> {
    return this.work.run(async ({ tx }) => {
      const unit = await this.units.getInLockedTree(tx, unitId);
      const found = await this.lists.findById(tx, id);
      if (found?.unitId !== unit.id) throw invitationNotFound();
      const roleIds = found.roles.map((role) => role.id);
      const roles = await this.gifts.lockGivable(tx, acting, unit.id, roleIds);
      const now = this.clock.now();
      if (found.expiresAt <= now) await this.assertNotFull(tx, unit, now);
      const renewed = { invitedBy: acting.principal.userId, now, expiresAt: this.endOf(now) };
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
    const now = this.clock.now();
    const { email, canonical: emailCanonical, roleIds } = invited;
    await this.store.deleteExpired(tx, { unitId: unit.id, emailCanonical, now });
    await this.assertNotFull(tx, unit, now);
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
      expiresAt: this.endOf(now),
    };
    if (await this.store.insert(tx, invitation, roleIds)) return invitation.id;
    throw invitedAlready((await this.lists.findOpen(tx, unit.id, emailCanonical)) ?? '');
  }

  /** The tree is locked: of two invitations at once, the second counts the first. */
  private async assertNotFull(tx: Tx, { rootId }: UnitRow, now: Date): Promise<void> {
    const { maxOpen } = this.config;
    if ((await this.store.countOpen(tx, rootId, now, maxOpen)) >= maxOpen)
      throw tooManyInvitations(maxOpen);
  }

  private endOf(now: Date): Date {
    return new Date(now.getTime() + this.config.seconds * 1000);
  }
}
