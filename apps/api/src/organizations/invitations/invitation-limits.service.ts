import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { invitationsConfig } from './invitations.config.js';
import { tooManyInvitations } from './invitations.errors.js';
import { InvitationsStore } from './invitations.store.js';

/** How long an invitation is open, and how many an organization may have. */
@Injectable()
export class InvitationLimits {
  constructor(
    private readonly store: InvitationsStore,
    private readonly clock: Clock,
    @Inject(invitationsConfig.KEY) private readonly config: ConfigOf<typeof invitationsConfig>,
  ) {}

  /** The life of an invitation that begins now. */
  begin(): { readonly now: Date; readonly expiresAt: Date } {
    const now = this.clock.now();
    return { now, expiresAt: new Date(now.getTime() + this.config.seconds * 1000) };
  }

  /**
   * The tree is locked: of two invitations at once, the second counts the first.
   * @throws AppError `INVITATION_LIMIT_REACHED`
   */
  async assertNotFull(tx: Tx, rootId: string, now: Date): Promise<void> {
    const { maxOpen } = this.config;
    if ((await this.store.countOpen(tx, rootId, now, maxOpen)) >= maxOpen)
      throw tooManyInvitations(maxOpen);
  }
}
