import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Audit } from '#api/audit';
import { done, type Acting } from '#api/rbac';
import type { Invitation } from './invitation.js';
import { InvitationListsStore } from './invitation-lists.store.js';
import { InvitationMails } from './invitation-mails.service.js';
import { invitationNotFound } from './invitations.errors.js';

/** Mails a written invitation, and records that. The address is in neither: an event outlives the invitation. */
@Injectable()
export class SendInvitation {
  constructor(
    private readonly lists: InvitationListsStore,
    private readonly mails: InvitationMails,
    private readonly audit: Audit,
  ) {}

  async send(tx: Tx, acting: Acting, id: string, type: string): Promise<Invitation> {
    const invitation = await this.lists.findById(tx, id);
    if (!invitation) throw invitationNotFound();
    await this.mails.send(tx, invitation, acting.client);
    const { unitId, rootId, roles } = invitation;
    const details = {
      organization_id: rootId,
      invitation_id: id,
      role_ids: roles.map((role) => role.id),
    };
    const target = { kind: 'organization', id: unitId };
    await this.audit.record(tx, done(acting, type, target, details));
    return invitation;
  }
}
