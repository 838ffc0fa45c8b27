import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { inBatches } from '#libs/paging';
import { Services } from '#api/services';
import { AppTokensStore, type ListedToken } from './app-tokens.store.js';

/** Reads tokens without what they are made of. */
@Injectable()
export class TokenListing {
  constructor(
    private readonly database: Database,
    private readonly store: AppTokensStore,
    private readonly services: Services,
  ) {}

  /** @throws AppError `SERVICE_NOT_FOUND` */
  async list(
    serviceId: string,
    page: { after: string | null; limit: number },
  ): Promise<ListedToken[]> {
    await this.services.get(this.database.pool, serviceId);
    const { pool } = this.database;
    return inBatches(page, (part) => this.store.list(pool, serviceId, part));
  }

  /** Which service a token belongs to; `null` when there is none. */
  async findServiceOfToken(id: string): Promise<string | null> {
    return (await this.store.findState(this.database.checks, id))?.service_id ?? null;
  }
}
