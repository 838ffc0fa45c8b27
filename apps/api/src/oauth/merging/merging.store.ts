import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import type { IdentityMaking } from '#api/users/identities';

/** A role that an account holds in a service. */
export interface HeldRole {
  readonly serviceId: string;
  readonly roleId: string;
  readonly serviceName: string;
  readonly roleName: string;
}

/** The tables of the rows of an ended account, and the column of the record that stores them, as an array. */
const KEPT_ROWS = {
  users: 'jsonb_build_array(m.account)',
  identities: 'm.identities',
  user_service_roles: 'm.roles',
  devices: 'm.devices',
  factors: "coalesce(m.factors->'factors', '[]')",
  totp_secrets: "coalesce(m.factors->'totp_secrets', '[]')",
  passkeys: "coalesce(m.factors->'passkeys', '[]')",
  recovery_codes: "coalesce(m.factors->'recovery_codes', '[]')",
} as const;

type Table = keyof typeof KEPT_ROWS;

/** The column that names a row, where it is not `id`. */
const KEYS: Partial<Record<Table, string>> = {
  totp_secrets: 'factor_id',
  passkeys: 'factor_id',
  recovery_codes: 'factor_id',
};

/** The SQL that moves rows from one account to another and puts them back. */
@Injectable()
export class MergingStore {
  /** The roles of the first account that the other one does not have. */
  listRoles(tx: Tx, from: string, to: string): Promise<HeldRole[]> {
    const sql = `SELECT s.id AS "serviceId", s.name AS "serviceName", r.id AS "roleId", r.name AS "roleName"
      FROM user_service_roles a JOIN roles r ON r.id = a.role_id JOIN services s ON s.id = a.service_id
      WHERE a.user_id = $1 AND NOT EXISTS (SELECT 1 FROM user_service_roles b
        WHERE b.user_id = $2 AND b.service_id = a.service_id AND b.role_id = a.role_id)
      ORDER BY s.id, r.id`;
    return rows(tx, sql, [from, to]);
  }

  /** Links them to the kept account, in this session. */
  async moveIdentities(
    tx: Tx,
    { ended, kept }: { readonly ended: { id: string }; readonly kept: { id: string } },
    { madeIn, madeFrom }: Pick<IdentityMaking, 'madeIn' | 'madeFrom'>,
  ): Promise<void> {
    const sql = `UPDATE identities SET user_id = $2, origin = 'merged', made_in = $3, made_from = $4, added_at = now()
      WHERE user_id = $1 RETURNING id`;
    await rows(tx, sql, [ended.id, kept.id, madeIn, madeFrom]);
  }

  /** Moves the roles that the other account does not have; answers them. */
  moveRoles(tx: Tx, from: string, to: string): Promise<Pick<HeldRole, 'serviceId' | 'roleId'>[]> {
    const sql = `UPDATE user_service_roles a SET user_id = $2 WHERE a.user_id = $1 AND NOT EXISTS (
        SELECT 1 FROM user_service_roles b
        WHERE b.user_id = $2 AND b.service_id = a.service_id AND b.role_id = a.role_id)
      RETURNING service_id AS "serviceId", role_id AS "roleId"`;
    return rows(tx, sql, [from, to]);
  }

  /** `false` when the address has an account. */
  async restoreAccount(tx: Tx, id: string): Promise<boolean> {
    return (await restore(tx, 'users', id)).length === 1;
  }

  /**
   * Removes the identities from the account that holds them, also those that were linked there again, and restores them.
   * Answers the restored ones; the others are linked to another account by now.
   */
  async restoreIdentities(tx: Tx, id: string): Promise<string[]> {
    const sql = `DELETE FROM identities i USING account_merges m,
        LATERAL jsonb_populate_recordset(NULL::identities, m.identities) r
      WHERE m.id = $1 AND i.user_id = m.holder_id AND i.provider = r.provider AND i.issuer = r.issuer
        AND i.subject = r.subject RETURNING i.id`;
    await rows(tx, sql, [id]);
    return restore(tx, 'identities', id);
  }

  /**
   * Restores the roles that the holder still has, and removes from it those that were moved; a role that was revoked from it
   * meanwhile stays revoked.
   */
  async restoreRoles(tx: Tx, id: string): Promise<void> {
    // A moved role has the id of its row: it moves back. A role that both accounts had stays with the holder.
    const moved = `UPDATE user_service_roles h SET user_id = m.ended_user_id FROM account_merges m,
        LATERAL jsonb_populate_recordset(NULL::user_service_roles, m.roles) r
      WHERE m.id = $1 AND h.id = r.id AND h.user_id = m.holder_id RETURNING h.id`;
    const held = `(SELECT true FROM user_service_roles h WHERE h.user_id = m.holder_id
      AND h.service_id = r.service_id AND h.role_id = r.role_id) IS NOT NULL`;
    await restore(tx, 'user_service_roles', id, held);
    await rows(tx, moved, [id]);
  }

  /** A passkey that was registered for another account meanwhile stays there. Answers the restored factors. */
  async restoreFactors(tx: Tx, id: string): Promise<string[]> {
    const factors = await restore(tx, 'factors', id);
    for (const kind of ['totp_secrets', 'passkeys', 'recovery_codes'] as const)
      await restore(tx, kind, id);
    const sql = `DELETE FROM factors f WHERE f.id = ANY ($1::uuid[]) AND f.type = 'passkey'
      AND NOT EXISTS (SELECT FROM passkeys p WHERE p.factor_id = f.id) RETURNING f.id`;
    const lost = (await rows<{ id: string }>(tx, sql, [factors])).map((one) => one.id);
    return factors.filter((factor) => !lost.includes(factor));
  }

  /** None is remembered for the second factor: the owner shows it once more after the merge. */
  async restoreDevices(tx: Tx, id: string): Promise<void> {
    const restored = await restore(tx, 'devices', id);
    const sql = 'UPDATE devices SET factor_remembered_until = NULL WHERE id = ANY ($1::uuid[])';
    await rows(tx, sql, [restored]);
  }
}

/**
 * Only the columns that were recorded and still exist: newer columns get their default. Existing and conflicting rows stay
 * unchanged.
 */
async function restore(tx: Tx, table: Table, id: string, condition = 'true'): Promise<string[]> {
  const kept = KEPT_ROWS[table];
  const found = await row<{ columns: string | null }>(
    tx,
    `SELECT string_agg(quote_ident(a.attname), ', ') AS columns FROM pg_attribute a
      WHERE a.attrelid = $2::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attname = ANY (ARRAY(
        SELECT jsonb_object_keys(e) FROM account_merges m, jsonb_array_elements(${kept}) e WHERE m.id = $1))`,
    [id, table],
  );
  const columns = found?.columns;
  if (!columns) return [];
  const restored = await rows<{ id: string }>(
    tx,
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM (
       SELECT r.* FROM account_merges m CROSS JOIN LATERAL jsonb_populate_recordset(NULL::${table}, ${kept}) r
        WHERE m.id = $1 AND ${condition}) back
     ON CONFLICT DO NOTHING RETURNING ${KEYS[table] ?? 'id'} AS id`,
    [id],
  );
  return restored.map((one) => one.id);
}
