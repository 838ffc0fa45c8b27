import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import { BELOW, unitColumns, type UnitRow } from './unit.js';

const COLUMNS = unitColumns();

/** What a unit is made with. */
export type NewUnit = Pick<UnitRow, 'id' | 'rootId' | 'parentId' | 'name' | 'slug'>;

/** All SQL by which the trees of the table `organizations` change. */
@Injectable()
export class UnitTreeStore {
  /** `null` when the slug is taken. */
  insert(tx: Tx, unit: NewUnit): Promise<UnitRow | null> {
    const sql = `INSERT INTO organizations (id, root_id, parent_id, name, slug) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`;
    return row(tx, sql, [unit.id, unit.rootId, unit.parentId, unit.name, unit.slug]);
  }

  /** Those of the slugs that are taken, among the units of the parent; for `null` among the organizations. */
  async listTaken(tx: Tx, parentId: string | null, slugs: readonly string[]): Promise<string[]> {
    const place = parentId === null ? 'parent_id IS NULL AND $2::uuid IS NULL' : 'parent_id = $2';
    const sql = `SELECT slug FROM organizations WHERE ${place} AND slug = ANY($1::text[])`;
    const found = await rows<Pick<UnitRow, 'slug'>>(tx, sql, [slugs, parentId]);
    return found.map(({ slug }) => slug);
  }

  /** Whether the organization has that many units; it counts no further. */
  async hasAsMany(tx: Tx, rootId: string, units: number): Promise<boolean> {
    const sql = `SELECT count(*)::int AS count FROM (SELECT FROM organizations WHERE root_id = $1 LIMIT $2) counted`;
    return ((await row<{ count: number }>(tx, sql, [rootId, units]))?.count ?? 0) >= units;
  }

  /** How many levels there are below the unit. */
  async heightOf(tx: Tx, id: string): Promise<number> {
    const sql = `WITH RECURSIVE ${BELOW} SELECT max(distance) AS height FROM below`;
    return (await row<{ height: number | null }>(tx, sql, [id]))?.height ?? 0;
  }

  /** Changes only the fields given. A taken slug violates an index. */
  update(tx: Tx, id: string, fields: Partial<Pick<UnitRow, 'name' | 'slug'>>): Promise<unknown> {
    const sql = `UPDATE organizations SET name = coalesce($2, name), slug = coalesce($3, slug), updated_at = now()
      WHERE id = $1`;
    return rows(tx, sql, [id, fields.name ?? null, fields.slug ?? null]);
  }

  /** A taken slug violates `organizations_parent_id_slug_idx`. */
  move(tx: Tx, id: string, parentId: string): Promise<unknown> {
    const sql = 'UPDATE organizations SET parent_id = $2, updated_at = now() WHERE id = $1';
    return rows(tx, sql, [id, parentId]);
  }

  /** Locks the unit and those below it: until the transaction ends nothing new can refer to them. Their number. */
  async lockBelow(tx: Tx, id: string): Promise<number> {
    const sql = `WITH RECURSIVE ${BELOW}, locked AS (
        SELECT u.id FROM organizations u WHERE u.id IN (SELECT id FROM below) ORDER BY u.id FOR UPDATE
      )
      SELECT count(*)::int AS count FROM locked`;
    return (await row<{ count: number }>(tx, sql, [id]))?.count ?? 0;
  }

  /** The unit and all below it, with what refers to them. */
  deleteBelow(tx: Tx, id: string): Promise<unknown> {
    const sql = `WITH RECURSIVE ${BELOW} DELETE FROM organizations WHERE id IN (SELECT id FROM below)`;
    return rows(tx, sql, [id]);
  }
}
