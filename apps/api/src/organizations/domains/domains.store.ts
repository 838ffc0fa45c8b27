import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import { after } from '#libs/paging';
import { domainColumns, type DomainRow } from './domain.js';

interface IdRange {
  readonly after: string | null;
  readonly limit: number;
}

/** All SQL of the table `organization_domains`. */
@Injectable()
export class DomainsStore {
  /** `null` when the organization has the domain already. */
  insert(
    tx: Tx,
    domain: Pick<DomainRow, 'id' | 'rootId' | 'domain' | 'token' | 'createdAt'>,
  ): Promise<DomainRow | null> {
    const sql = `INSERT INTO organization_domains (id, root_id, domain, token, created_at)
      VALUES ($1, $2, $3, $4, $5) ON CONFLICT (root_id, domain) DO NOTHING RETURNING ${domainColumns()}`;
    const { id, rootId, token, createdAt } = domain;
    return row(tx, sql, [id, rootId, domain.domain, token, createdAt]);
  }

  async count(tx: Tx, rootId: string): Promise<number> {
    const sql = 'SELECT count(*)::int AS count FROM organization_domains WHERE root_id = $1';
    return (await row<{ count: number }>(tx, sql, [rootId]))?.count ?? 0;
  }

  list(tx: Tx, rootId: string, page: IdRange): Promise<DomainRow[]> {
    const sql = `SELECT ${domainColumns()} FROM organization_domains
      WHERE ${after('root_id', 'id')} ORDER BY root_id, id LIMIT $3`;
    return rows(tx, sql, [rootId, page.after, page.limit]);
  }

  find(tx: Tx, rootId: string, id: string): Promise<DomainRow | null> {
    const sql = `SELECT ${domainColumns()} FROM organization_domains WHERE root_id = $1 AND id = $2`;
    return row(tx, sql, [rootId, id]);
  }

  /** Locked until the transaction ends. */
  lock(tx: Tx, rootId: string, id: string): Promise<DomainRow | null> {
    const sql = `SELECT ${domainColumns()} FROM organization_domains WHERE root_id = $1 AND id = $2 FOR UPDATE`;
    return row(tx, sql, [rootId, id]);
  }

  /** The domain by which people join now. */
  findJoining(tx: Tx, domain: string): Promise<DomainRow | null> {
    const sql = `SELECT ${domainColumns()} FROM organization_domains WHERE domain = $1 AND verified_at IS NOT NULL AND joins`;
    return row(tx, sql, [domain]);
  }

  /** Whether people join by it still, and in that unit; it stays so until the transaction ends. */
  async holdJoining(tx: Tx, { id, unitId }: Pick<DomainRow, 'id' | 'unitId'>): Promise<boolean> {
    const sql = `SELECT id FROM organization_domains
      WHERE id = $1 AND verified_at IS NOT NULL AND joins AND unit_id IS NOT DISTINCT FROM $2::uuid FOR SHARE`;
    return (await row(tx, sql, [id, unitId])) !== null;
  }

  /** @throws QueryFailedError by `organization_domains_domain_idx` when another organization has proven the domain */
  markProven(tx: Tx, id: string, now: Date): Promise<DomainRow | null> {
    const sql = `UPDATE organization_domains SET verified_at = coalesce(verified_at, $2), checked_at = $2, failing_since = NULL
      WHERE id = $1 RETURNING ${domainColumns()}`;
    return row(tx, sql, [id, now]);
  }

  update(
    tx: Tx,
    id: string,
    { joins, unitId }: Pick<DomainRow, 'joins' | 'unitId'>,
  ): Promise<DomainRow | null> {
    const sql = `UPDATE organization_domains SET joins = $2, unit_id = $3 WHERE id = $1 RETURNING ${domainColumns()}`;
    return row(tx, sql, [id, joins, unitId]);
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await rows(tx, 'DELETE FROM organization_domains WHERE id = $1', [id]);
  }

  /** Takes proven domains that were last checked before `before`: no other instance gets them. */
  takeDue(
    tx: Tx,
    { before, now, limit }: { readonly before: Date; readonly now: Date; readonly limit: number },
  ): Promise<DomainRow[]> {
    const sql = `UPDATE organization_domains SET checked_at = $2 WHERE id IN (
        SELECT id FROM organization_domains WHERE verified_at IS NOT NULL AND checked_at < $1
         ORDER BY checked_at LIMIT $3 FOR UPDATE SKIP LOCKED)
      RETURNING ${domainColumns()}`;
    return rows(tx, sql, [before, now, limit]);
  }

  /** Since when the record is missing; `null` when it is there. */
  async noteFailing(tx: Tx, id: string, since: Date | null): Promise<void> {
    await rows(tx, 'UPDATE organization_domains SET failing_since = $2 WHERE id = $1', [id, since]);
  }

  async takeProof(tx: Tx, id: string): Promise<void> {
    const sql = `UPDATE organization_domains SET verified_at = NULL, failing_since = NULL, joins = false WHERE id = $1`;
    await rows(tx, sql, [id]);
  }
}
