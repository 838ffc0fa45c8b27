import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { PersonalData } from '#libs/personal-data';
import { LinkedIdentities } from './linked-identities.service.js';

/** What is kept of linked providers, without their tokens. */
@Injectable()
export class IdentitiesPersonalData {
  constructor(data: PersonalData, database: Database, identities: LinkedIdentities) {
    data.declare('linked_identities', async ({ userId }) => {
      const found = await identities.listOfUser(database.pool, userId);
      return found.map((identity) => ({
        id: identity.id,
        provider: identity.provider,
        issuer: identity.issuer,
        subject: identity.subject,
        email: identity.email,
        avatar: identity.avatar,
        origin: identity.origin,
        ip: identity.madeFrom,
        added_at: identity.addedAt,
        last_used_at: identity.lastUsedAt,
      }));
    });
  }
}
