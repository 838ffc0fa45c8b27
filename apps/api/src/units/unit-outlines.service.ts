import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { isId } from '#libs/kernel';
import type { UnitRow } from './unit.js';
import { organizationNotFound } from './units.errors.js';
import type { OrganizationOutline, OutlinedUnit } from './unit-outline.js';
import { UnitOutlineStore } from './unit-outline.store.js';

/** Organizations and their trees, for the operator. */
@Injectable()
export class UnitOutlines {
  constructor(private readonly store: UnitOutlineStore) {}

  /** A page of all organizations. @param after the id of the last one before, or `null` */
  list(tx: Tx, after: string | null, limit: number): Promise<readonly OrganizationOutline[]> {
    return this.store.listOrganizations(tx, after, limit);
  }

  /**
   * @param named the id of any unit, or the slug of an organization
   * @throws AppError `ORGANIZATION_NOT_FOUND`
   */
  async get(tx: Tx, named: string): Promise<UnitRow> {
    const unit = await this.store.findNamed(tx, isId(named) ? { id: named } : { slug: named });
    if (!unit) throw organizationNotFound();
    return unit;
  }

  /** The unit and those below it, at most `limit`, each after the unit above it. */
  listBelow(tx: Tx, id: string, limit: number): Promise<readonly OutlinedUnit[]> {
    return this.store.listBelow(tx, id, limit);
  }
}
