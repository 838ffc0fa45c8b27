import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Audit } from '#api/audit';
import { done, UnitActs, type Acting } from '#api/rbac';
import { Units } from '#api/units';
import { recordOf, type DomainRow } from './domain.js';
import {
  dnsUnavailable,
  domainNotFound,
  notProven,
  otherRecord,
  recordMissing,
  unitOfOtherOrganization,
} from './domains.errors.js';
import { Domains } from './domains.service.js';
import { DomainsStore } from './domains.store.js';
import { TxtLookup } from './txt-lookup.service.js';

/** What is asked to change; fields that are not given stay. */
export interface DomainChange {
  readonly joins?: boolean;
  readonly unitId?: string;
}

/** Proves a domain, and decides whether its people join and where. */
@Injectable()
export class ChangeDomain {
  constructor(
    private readonly database: Database,
    private readonly domains: Domains,
    private readonly store: DomainsStore,
    private readonly lookup: TxtLookup,
    private readonly units: Units,
    private readonly acts: UnitActs,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `ORGANIZATION_NOT_FOUND`, `DOMAIN_NOT_FOUND`, `DOMAIN_NOT_PROVEN`, `DOMAIN_TAKEN` or `DNS_UNAVAILABLE` */
  async verify(acting: Acting, organizationId: string, id: string): Promise<DomainRow> {
    const asked = await this.domains.get(organizationId, id);
    await this.assertRecord(asked);
    return this.database.transaction(async (tx) => {
      const before = await this.domains.getLocked(tx, organizationId, id);
      const proven = existing(await this.store.markProven(tx, id, this.clock.now()));
      if (before.verifiedAt === null)
        await this.record(tx, acting, 'organization.domain_proven', proven);
      return proven;
    });
  }

  /**
   * People who join get the roles of the unit: switching that on asks for what adding a member there asks for.
   * @throws AppError `ORGANIZATION_NOT_FOUND`, `DOMAIN_NOT_FOUND`, `DOMAIN_NOT_PROVEN`, `UNIT_IN_OTHER_ORGANIZATION`, `GRANT_DENIED`
   */
  change(
    acting: Acting,
    organizationId: string,
    id: string,
    asked: DomainChange,
  ): Promise<DomainRow> {
    return this.database.transaction(async (tx) => {
      // Neither a move nor a deletion of the unit runs at the same time.
      await this.units.getInLockedTree(tx, organizationId);
      const before = await this.domains.getLocked(tx, organizationId, id);
      const here = before.unitId ?? organizationId;
      const { joins = before.joins, unitId = here } = asked;
      if (joins && before.verifiedAt === null) throw notProven();
      await this.assertWithin(tx, organizationId, unitId);
      const isGiving = !before.joins || unitId !== here;
      if (joins && isGiving) await this.acts.assertMayJoin(tx, acting, unitId);
      const place = unitId === organizationId ? null : unitId;
      const after = existing(await this.store.update(tx, id, { joins, unitId: place }));
      const details = { joins, unit_id: unitId };
      await this.record(tx, acting, 'organization.domain_changed', after, details);
      return after;
    });
  }

  private async assertWithin(tx: Tx, organizationId: string, unitId: string): Promise<void> {
    const { rootId } = await this.units.get(tx, unitId);
    if (rootId !== organizationId) throw unitOfOtherOrganization();
  }

  private async assertRecord(asked: DomainRow): Promise<void> {
    const { name, value } = recordOf(asked);
    switch (await this.lookup.look(name, value)) {
      case 'found':
        return;
      case 'other':
        throw otherRecord(name);
      case 'absent':
        throw recordMissing(name);
      case 'unknown':
        throw dnsUnavailable(name);
    }
  }

  private async record(
    tx: Tx,
    acting: Acting,
    type: string,
    { id, rootId, domain }: DomainRow,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const target = { kind: 'organization', id: rootId };
    await this.audit.record(tx, done(acting, type, target, { domain_id: id, domain, ...more }));
  }
}

function existing(row: DomainRow | null): DomainRow {
  if (!row) throw domainNotFound();
  return row;
}
