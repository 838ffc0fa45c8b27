import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { AccountFactors, type OfferedFactor } from '#api/factors';
import { factorRequired } from './auth.errors.js';

/** Whether a password or a provider alone proves an account: not when it has a second factor. */
@Injectable()
export class FactorRequirement {
  constructor(
    private readonly database: Database,
    private readonly factors: AccountFactors,
  ) {}

  appliesTo(userId: string, tx: Tx = this.database.pool): Promise<boolean> {
    return this.factors.hasSecond(tx, userId);
  }

  /** The factors of which one is required; empty: none is. */
  factorsOf(userId: string, tx: Tx = this.database.pool): Promise<readonly OfferedFactor[]> {
    return this.factors.list(tx, userId);
  }

  /** @throws AppError `FACTOR_REQUIRED` */
  async assertNone(userId: string, tx: Tx = this.database.pool): Promise<void> {
    const factors = await this.factorsOf(userId, tx);
    if (factors.length > 0) throw factorRequired(factors);
  }
}
