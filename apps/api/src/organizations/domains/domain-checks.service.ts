import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Audit } from '#api/audit';
import { recordOf, type DomainRow } from './domain.js';
import { DomainsStore } from './domains.store.js';
import { TxtLookup } from './txt-lookup.service.js';

const DAY_MS = 86_400_000;
/** For how long the record may be missing. */
const PATIENCE_MS = 3 * DAY_MS;

/** Looks each day whether proven domains have their record still. When DNS does not answer, nothing is concluded. */
@Injectable()
export class DomainChecks {
  constructor(
    private readonly database: Database,
    private readonly store: DomainsStore,
    private readonly lookup: TxtLookup,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Answers how many were due. */
  async checkDue(limit: number): Promise<number> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - DAY_MS);
    const due = await this.store.takeDue(this.database.pool, { before, now, limit });
    await Promise.all(due.map((each) => this.check(each)));
    return due.length;
  }

  private async check(seen: DomainRow): Promise<void> {
    const { name, value } = recordOf(seen);
    const looked = await this.lookup.look(name, value);
    if (looked === 'unknown') return;
    await this.database.transaction(async (tx) => {
      const { id, rootId, domain } = seen;
      const current = await this.store.lock(tx, rootId, id);
      // Deleted, or proven anew meanwhile.
      if (!current?.verifiedAt || current.checkedAt?.getTime() !== seen.checkedAt?.getTime())
        return;
      if (looked === 'found') return this.store.noteFailing(tx, id, null);
      const now = this.clock.now();
      const since = current.failingSince ?? now;
      if (now.getTime() - since.getTime() < PATIENCE_MS)
        return this.store.noteFailing(tx, id, since);
      await this.store.takeProof(tx, id);
      await this.audit.record(tx, {
        type: 'organization.domain_lost',
        outcome: 'success',
        actor: { kind: 'system' },
        target: { kind: 'organization', id: rootId },
        details: { domain_id: id, domain, joined: current.joins },
      });
    });
  }
}
