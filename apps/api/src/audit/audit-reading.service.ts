import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { AuditReadingStore } from './audit-reading.store.js';
import type { AuditFilter, AuditPage, AuditRecord } from './audit-record.js';

/** Reads the trail, newest first. */
@Injectable()
export class AuditReading {
  constructor(
    private readonly database: Database,
    private readonly store: AuditReadingStore,
  ) {}

  /** @param tx the transaction of the caller, if one is open */
  list(filter: AuditFilter, page: AuditPage, tx?: Tx): Promise<AuditRecord[]> {
    return this.store.list(tx ?? this.database.pool, filter, page);
  }
}
