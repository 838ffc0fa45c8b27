import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { PersonalData } from '#libs/personal-data';
import { stateOf, type Invitation } from './invitation.js';
import { InvitationListsStore } from './invitation-lists.store.js';

const MOST = 1000;

/** The invitations to a user's confirmed address, and those that the user sent. The addresses of others are not the user's. */
@Injectable()
export class InvitationsPersonalData {
  constructor(data: PersonalData, database: Database, lists: InvitationListsStore, clock: Clock) {
    data.declare('invitations', async ({ userId }) => {
      const found = await lists.listOfUser(database.pool, userId, MOST);
      return found.map(toEntry(userId, clock.now()));
    });
  }
}

const toEntry = (userId: string, now: Date) => (invitation: Invitation) => ({
  organization_id: invitation.rootId,
  organization_name: invitation.organizationName,
  unit_id: invitation.unitId,
  unit_name: invitation.unitName,
  sent_by_you: invitation.invitedBy === userId,
  state: stateOf(invitation, now),
  roles: invitation.roles.map(({ name, serviceName }) => ({ name, service_name: serviceName })),
  created_at: invitation.createdAt,
  expires_at: invitation.expiresAt,
});
