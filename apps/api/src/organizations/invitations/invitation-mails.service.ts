import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { mailboxOf, randomToken, sha256 } from '#libs/kernel';
import { MailLinks, Outbox } from '#api/mail';
import { addressee, Users } from '#api/users';
import { inviterOf, type Invitation } from './invitation.js';
import { InvitationsStore } from './invitations.store.js';

/** Mails invitations: the link has the only copy of the token. */
@Injectable()
export class InvitationMails {
  constructor(
    private readonly store: InvitationsStore,
    private readonly users: Users,
    private readonly links: MailLinks,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The link of an earlier mail is dead from the commit on, unless this mail is held back. Whether an account has the address
   * decides the language of the mail and the greeting alone.
   */
  async send(tx: Tx, invitation: Invitation, { language }: ClientInfo): Promise<void> {
    const account = await this.users.findByCanonicalEmail(tx, invitation.emailCanonical);
    const { unitId, rootId, unitName, organizationName, expiresAt } = invitation;
    const data = async () => {
      const token = randomToken();
      await this.store.replaceToken(tx, invitation.id, sha256(token));
      return {
        link: this.links.invitation(token),
        expiresAt,
        organization: organizationName,
        unit: unitId === rootId ? null : unitName,
        inviter: inviterOf(invitation),
      };
    };
    const reader = account ? addressee(account) : { language: language ?? null };
    const to = mailboxOf(invitation);
    await this.outbox.enqueue(tx, { template: 'organization-invitation', data, ...reader, to });
  }
}
