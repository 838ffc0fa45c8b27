import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { PersonalData } from '#libs/personal-data';
import { MailFoldsStore } from './mail-folds.store.js';
import { OutboxStore } from './outbox.store.js';

const MOST = 1000;

/** Which mails about the account were queued and sent, as long as that is kept. Their content has live links and is not kept. */
@Injectable()
export class MailPersonalData {
  constructor(data: PersonalData, database: Database, outbox: OutboxStore, folds: MailFoldsStore) {
    data.declare('mails', async ({ userId }) => {
      const mails = await outbox.listOfUser(database.pool, userId, MOST);
      return mails.map((mail) => ({
        id: mail.id,
        kind: mail.template,
        state: mail.state,
        queued_at: mail.createdAt,
        finished_at: mail.finishedAt,
      }));
    });
    data.declare('held_back_notices', async ({ userId }) => {
      const held = await folds.listOfUser(database.pool, userId, MOST);
      return held.map(({ kinds, dueAt }) => ({ kinds, due_at: dueAt }));
    });
  }
}
