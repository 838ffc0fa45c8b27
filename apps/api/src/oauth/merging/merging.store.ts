import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';
import type { IdentityMaking } from '#api/users/identities';

/** A role that an account holds in a service. */
export interface HeldRole {
  readonly serviceId: string;
  readonly serviceName: string;
  readonly roleId: string;
  readonly roleName: string;
}

/** The SQL that moves what hangs on one account to another. */
@Injectable()
export class MergingStore {
  /** Of the one account; what the other one has already does not move. */
  listRoles(tx: Tx, from: string, to: string): Promise<HeldRole[]> {
    const sql = `SELECT s.id AS "serviceId", s.name AS "serviceName", r.id AS "roleId", r.name AS "roleName"
      FROM user_service_roles a JOIN roles r ON r.id = a.role_id JOIN services s ON s.id = a.service_id
      WHERE a.user_id = $1 AND NOT EXISTS (SELECT 1 FROM user_service_roles b
        WHERE b.user_id = $2 AND b.service_id = a.service_id AND b.role_id = a.role_id)
      ORDER BY s.id, r.id`;
    return rows<HeldRole>(tx, sql, [from, to]);
  }

  /** From now on they are ways into the other account, made in this session. */
  async moveIdentities(
    tx: Tx,
    { ended, kept }: { readonly ended: { id: string }; readonly kept: { id: string } },
    { madeIn, madeFrom }: Pick<IdentityMaking, 'madeIn' | 'madeFrom'>,
  ): Promise<void> {
    const sql = `UPDATE identities SET user_id = $2, origin = 'merged', made_in = $3, made_from = $4, added_at = now()
      WHERE user_id = $1 RETURNING id`;
    await rows(tx, sql, [ended.id, kept.id, madeIn, madeFrom]);
  }

  /** What the other one has already is left where it is. Answers what has moved. */
  async moveRoles(
    tx: Tx,
    from: string,
    to: string,
  ): Promise<Pick<HeldRole, 'serviceId' | 'roleId'>[]> {
    const sql = `UPDATE user_service_roles a SET user_id = $2 WHERE a.user_id = $1 AND NOT EXISTS (
        SELECT 1 FROM user_service_roles b
        WHERE b.user_id = $2 AND b.service_id = a.service_id AND b.role_id = a.role_id)
      RETURNING service_id AS "serviceId", role_id AS "roleId"`;
    return rows(tx, sql, [from, to]);
  }
}
