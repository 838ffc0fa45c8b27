import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { PersonalData } from '#libs/personal-data';
import { AddressChanges } from './address-changes.service.js';
import { toUser } from './users.dto.js';
import { Users } from './users.service.js';

/** What is kept of the account itself, and of changes of its address. */
@Injectable()
export class UsersPersonalData {
  constructor(data: PersonalData, database: Database, users: Users, changes: AddressChanges) {
    data.declare('profile', async ({ userId }) =>
      toUser(await users.getById(database.pool, userId)),
    );
    data.declare('address_changes', async ({ userId }) => {
      const found = await changes.listOfUser(database.pool, userId);
      return found.map((change) => ({
        old_email: change.oldEmail,
        new_email: change.newEmail,
        requested_at: change.createdAt,
        confirmed_at: change.confirmedAt,
      }));
    });
  }
}
