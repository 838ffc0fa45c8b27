import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
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

  override list(filter: AuditFilter, page: AuditPage, tx?: Tx): Promise<AuditRecord[]> {
    return this.store.list(tx ?? this.database.pool, filter, page);
  }
}
