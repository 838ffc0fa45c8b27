import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { PersonalData } from '#libs/personal-data';
import { MergeRecordsStore } from './merge-records.store.js';

const MOST = 1000;

/** The accounts that were merged into this one. What is stored to undo a merge is the same as elsewhere, as it was then. */
@Injectable()
export class MergingPersonalData {
  constructor(data: PersonalData, database: Database, store: MergeRecordsStore) {
    data.declare('merged_accounts', async ({ userId }) => {
      const merges = await store.listHeld(database.pool, userId, MOST);
      return merges.map((merge) => ({
        id: merge.endedUserId,
        email: merge.endedEmail,
        merged_at: merge.mergedAt,
      }));
    });
  }
}
