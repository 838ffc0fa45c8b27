import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { PersonalData } from '#libs/personal-data';
import { OwnFactors } from './own-factors.service.js';
import { FactorResetsStore } from './resets/factor-resets.store.js';
import { toFactor } from './to-factor.js';

/** The factors that count, without their secrets, and a removal of them that was ordered. */
@Injectable()
export class FactorsPersonalData {
  constructor(
    data: PersonalData,
    database: Database,
    factors: OwnFactors,
    resets: FactorResetsStore,
  ) {
    data.declare('factors', async ({ userId }) => {
      const found = await factors.list(userId);
      return found.map((factor) => ({ ...toFactor(factor), ip: factor.madeFrom }));
    });
    data.declare('factor_reset', async ({ userId }) => {
      const reset = await resets.findDueAt(database.pool, userId);
      return reset && { due_at: reset.dueAt };
    });
  }
}
