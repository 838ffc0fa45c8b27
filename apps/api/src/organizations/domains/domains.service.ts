import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { Clock, newId } from '#libs/kernel';
import { Audit } from '#api/audit';
import { done, type Acting } from '#api/rbac';
import { Units } from '#api/units';
import { newToken, type DomainRow } from './domain.js';
import {
  domainAddedAlready,
  domainLimitReached,
  domainNotFound,
  domainsAreOfTheRoot,
} from './domains.errors.js';
import { DomainsStore } from './domains.store.js';

/** How many domains an organization may have. */
const LIMIT = 100;

interface Page {
  readonly after: string | null;
  readonly limit: number;
}

/** The domains of an organization: which there are. */
@Injectable()
export class Domains {
  constructor(
    private readonly database: Database,
    private readonly units: Units,
    private readonly store: DomainsStore,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `ORGANIZATION_NOT_FOUND`, `DOMAIN_ALREADY_ADDED` or `DOMAIN_LIMIT_REACHED` */
  add(acting: Acting, organizationId: string, domain: string): Promise<DomainRow> {
    return this.database.transaction(async (tx) => {
      // Two requests at the same time would both find room.
      const { parentId } = await this.units.getInLockedTree(tx, organizationId);
      if (parentId !== null) throw domainsAreOfTheRoot();
      const isFull = (await this.store.count(tx, organizationId)) >= LIMIT;
      const createdAt = this.clock.now();
      const fields = { id: newId(), rootId: organizationId, domain, token: newToken(), createdAt };
      const added = await this.store.insert(tx, fields);
      if (!added) throw domainAddedAlready();
      if (isFull) throw domainLimitReached(LIMIT);
      await this.record(tx, acting, 'organization.domain_added', added);
      return added;
    });
  }

  /** @throws AppError `ORGANIZATION_NOT_FOUND` */
  async list(organizationId: string, page: Page): Promise<DomainRow[]> {
    const { pool } = this.database;
    await this.assertRoot(pool, organizationId);
    return this.store.list(pool, organizationId, page);
  }

  /** @throws AppError `ORGANIZATION_NOT_FOUND` or `DOMAIN_NOT_FOUND` */
  async get(organizationId: string, id: string): Promise<DomainRow> {
    const { pool } = this.database;
    await this.assertRoot(pool, organizationId);
    const found = await this.store.find(pool, organizationId, id);
    if (!found) throw domainNotFound();
    return found;
  }

  /** Locked until the transaction ends. @throws AppError `ORGANIZATION_NOT_FOUND` or `DOMAIN_NOT_FOUND` */
  async getLocked(tx: Tx, organizationId: string, id: string): Promise<DomainRow> {
    await this.assertRoot(tx, organizationId);
    const found = await this.store.lock(tx, organizationId, id);
    if (!found) throw domainNotFound();
    return found;
  }

  /** @throws AppError `ORGANIZATION_NOT_FOUND` or `DOMAIN_NOT_FOUND` */
  async remove(acting: Acting, organizationId: string, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const found = await this.getLocked(tx, organizationId, id);
      await this.store.delete(tx, id);
      await this.record(tx, acting, 'organization.domain_removed', found);
    });
  }

  private async record(tx: Tx, acting: Acting, type: string, row: DomainRow): Promise<void> {
    const target = { kind: 'organization', id: row.rootId };
    const details = { domain_id: row.id, domain: row.domain };
    await this.audit.record(tx, done(acting, type, target, details));
  }

  private async assertRoot(tx: Tx, id: string): Promise<void> {
    if ((await this.units.get(tx, id)).parentId !== null) throw domainsAreOfTheRoot();
  }
}
