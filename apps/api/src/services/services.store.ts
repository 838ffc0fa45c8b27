import { Injectable } from '@nestjs/common';
import { canonicalName } from '#libs/kernel';
import { row, rows, type Tx } from '#libs/database';
import { serviceColumns, type ServiceFields, type ServiceRow } from './service.js';

const COLUMNS = serviceColumns();

/** All SQL of the table `services`. */
@Injectable()
export class ServicesStore {
  findById(tx: Tx, id: string): Promise<ServiceRow | null> {
    return row(tx, `SELECT ${COLUMNS} FROM services WHERE id = $1`, [id]);
  }

  findByName(tx: Tx, name: string): Promise<ServiceRow | null> {
    const sql = `SELECT ${COLUMNS} FROM services WHERE name_canonical = $1`;
    return row(tx, sql, [canonicalName(name)]);
  }

  /** Holds the row until the transaction ends, so that roles and tokens of the service cannot change meanwhile. */
  lockById(tx: Tx, id: string): Promise<ServiceRow | null> {
    return row(tx, `SELECT ${COLUMNS} FROM services WHERE id = $1 FOR UPDATE`, [id]);
  }

  /** In order of creation, after the given id. */
  list(tx: Tx, page: { after: string | null; limit: number }): Promise<ServiceRow[]> {
    const sql = `SELECT ${COLUMNS} FROM services
      WHERE ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2`;
    return rows(tx, sql, [page.after, page.limit]);
  }

  /** `false` when the name is taken. */
  async insert(
    tx: Tx,
    service: { id: string; name: string; description: string | null },
  ): Promise<boolean> {
    const sql = `INSERT INTO services (id, name, name_canonical, description)
      VALUES ($1, $2, $3, $4) ON CONFLICT ON CONSTRAINT services_name_canonical_key DO NOTHING RETURNING id`;
    const { id, name, description } = service;
    return (await row(tx, sql, [id, name, canonicalName(name), description])) !== null;
  }

  /** Changes only the fields given. A taken name violates `services_name_canonical_key`. */
  async update(tx: Tx, id: string, fields: ServiceFields): Promise<void> {
    const sql = `UPDATE services SET name = coalesce($2, name), name_canonical = coalesce($3, name_canonical),
        description = CASE WHEN $4 THEN $5 ELSE description END, is_active = coalesce($6, is_active), updated_at = now()
      WHERE id = $1`;
    const { name, description, isActive } = fields;
    const canonical = name === undefined ? null : canonicalName(name);
    await rows(tx, sql, [
      id,
      name ?? null,
      canonical,
      description !== undefined,
      description ?? null,
      isActive ?? null,
    ]);
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await rows(tx, 'DELETE FROM services WHERE id = $1', [id]);
  }
}
