import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import {
  AuditReading,
  type AuditFilter,
  type AuditPage,
  type AuditRecord,
} from './audit-reading.js';
import { AuditReadingStore } from './audit-reading.store.js';

/** Reads the trail from the database. */
@Injectable()
export class StoredAuditReading extends AuditReading {
  constructor(
    private readonly database: Database,
    private readonly store: AuditReadingStore,
  ) {
    super();
  }

  override list(filter: AuditFilter, page: AuditPage): Promise<AuditRecord[]> {
    return this.store.list(this.database.pool, filter, page);
  }
}
