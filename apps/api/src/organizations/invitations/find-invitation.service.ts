import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { Clock, isAppError, sha256 } from '#libs/kernel';
import { Units, type UnitRow } from '#api/units';
import { Users, type User } from '#api/users';
import { stateOf, type Invitation } from './invitation.js';
import { InvitationListsStore } from './invitation-lists.store.js';
import {
  confirmAddressFirst,
  forOtherAddress,
  invalidInvitation,
  openTheMail,
} from './invitations.errors.js';

/** The link of the mail, or the id that the list of the invited person shows. */
export type InvitationKey = { readonly token: string } | { readonly id: string };

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Finds the invitation that a user answers, and decides whether it is theirs. */
@Injectable()
export class FindInvitation {
  constructor(
    private readonly database: Database,
    private readonly lists: InvitationListsStore,
    private readonly units: Units,
    private readonly users: Users,
    private readonly clock: Clock,
  ) {}

  /** The open invitation of a link, for every reader; `null` when there is none. */
  async findOpen(token: string): Promise<Invitation | null> {
    const found = await this.find(this.database.pool, { token });
    return found && stateOf(found, this.clock.now()) === 'open' ? found : null;
  }

  /**
   * Locks the account, then the tree of the unit.
   * @throws AppError `INVALID_INVITATION`, `INVITATION_FOR_OTHER_ADDRESS` or `EMAIL_NOT_VERIFIED`
   */
  async lock(
    tx: Tx,
    userId: string,
    key: InvitationKey,
  ): Promise<{ readonly invitation: Invitation; readonly place: UnitRow }> {
    const user = await this.users.getLocked(tx, userId);
    const invitation = await this.find(tx, key);
    if (!invitation || stateOf(invitation, this.clock.now()) !== 'open') throw invalidInvitation();
    await this.assertTheirs(tx, user, invitation, key);
    try {
      return { invitation, place: await this.units.getInLockedTree(tx, invitation.unitId) };
    } catch (error) {
      if (isAppError(error) && error.code === 'ORGANIZATION_NOT_FOUND') throw invalidInvitation();
      throw error;
    }
  }

  /** The address to which the user has proven to have the mail. @throws AppError `EMAIL_NOT_VERIFIED` */
  async getProvenAddress(tx: Tx, user: User): Promise<string> {
    if (!user.isEmailVerified) throw confirmAddressFirst();
    if ((await this.users.findVouchedBy(tx, user.id)) !== null) throw openTheMail();
    return user.emailCanonical;
  }

  /**
   * An id is no secret: that of another address is as unknown as none. A link alone does not confirm an address, but shows that the
   * mail of one is read that a provider alone has confirmed.
   */
  private async assertTheirs(
    tx: Tx,
    user: User,
    { emailCanonical }: Invitation,
    key: InvitationKey,
  ): Promise<void> {
    const isByToken = 'token' in key;
    if (user.emailCanonical !== emailCanonical)
      throw isByToken ? forOtherAddress() : invalidInvitation();
    if (!user.isEmailVerified) throw confirmAddressFirst();
    if (!isByToken) await this.getProvenAddress(tx, user);
  }

  private find(tx: Tx, key: InvitationKey): Promise<Invitation | null> {
    if ('id' in key) return this.lists.findById(tx, key.id);
    if (!TOKEN.test(key.token)) return Promise.resolve(null);
    return this.lists.findByToken(tx, sha256(key.token));
  }
}
