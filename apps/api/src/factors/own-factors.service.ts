import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { isId } from '#libs/kernel';
import { UnitOfWork } from '#api/platform/changes';
import { FactorDetails, type DetailedFactor } from './factor-details.js';
import { FactorEvents, type ActingOwner } from './factor-events.service.js';
import { factorNotFound } from './factors.errors.js';
import { FactorsStore, type ListedFactor } from './factors.store.js';

/** Lists and renames the factors of an account that count, for their owner. */
@Injectable()
export class OwnFactors {
  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly store: FactorsStore,
    private readonly details: FactorDetails,
    private readonly events: FactorEvents,
  ) {}

  async list(userId: string): Promise<DetailedFactor[]> {
    const { pool } = this.database;
    const factors = await this.store.listOwn(pool, userId);
    return Promise.all(factors.map((factor) => this.detailed(pool, factor)));
  }

  /** @throws AppError `FACTOR_NOT_FOUND` */
  rename(acting: ActingOwner, id: string, name: string): Promise<DetailedFactor> {
    const { userId } = acting.principal;
    return this.work.run(async ({ tx }) => {
      const renamed = isId(id) ? await this.store.rename(tx, { id, userId }, name) : null;
      if (!renamed) throw factorNotFound();
      await this.events.renamed(tx, acting, renamed);
      return this.detailed(tx, renamed);
    });
  }

  private async detailed(tx: Tx, factor: ListedFactor): Promise<DetailedFactor> {
    return { ...factor, detail: await this.details.read(tx, factor) };
  }
}
