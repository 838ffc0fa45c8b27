import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { PersonalData } from '#libs/personal-data';
import { FactorsStore } from './factors.store.js';

/** The factors that count, without their secrets. */
@Injectable()
export class FactorsPersonalData {
  constructor(data: PersonalData, database: Database, store: FactorsStore) {
    data.declare('factors', async ({ userId }) => {
      const factors = await store.listOwn(database.pool, userId);
      return factors.map(({ id, type, name, createdAt, lastUsedAt }) => ({
        id,
        type,
        name,
        created_at: createdAt,
        last_used_at: lastUsedAt,
      }));
    });
  }
}
