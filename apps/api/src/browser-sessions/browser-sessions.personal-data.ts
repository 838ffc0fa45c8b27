import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { PersonalData } from '#libs/personal-data';
import { BrowserSessionsStore } from './browser-sessions.store.js';

const MOST = 1000;

/** The sessions at the pages of this server, without their cookies; the rest is in `sessions`, by `session_id`. */
@Injectable()
export class BrowserSessionsPersonalData {
  constructor(data: PersonalData, database: Database, store: BrowserSessionsStore) {
    data.declare('browser_sessions', async ({ userId }) => {
      const found = await store.listOfUser(database.pool, userId, MOST);
      return found.map((session) => ({
        id: session.id,
        session_id: session.sessionId,
        created_at: session.createdAt,
        renewed_at: session.rotatedAt,
        chosen_at: session.chosenAt,
      }));
    });
  }
}
