import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { FIRST_ID } from '#libs/paging';
import { InvitationEntity } from './invitation.entity.js';
import type { Invitation, InvitationState } from './invitation.js';

interface Page {
  readonly after: string | null;
  readonly limit: number;
}

const COLUMNS = columnsOf(
  InvitationEntity,
  [
    'id',
    'unitId',
    'rootId',
    'email',
    'emailCanonical',
    'invitedBy',
    'createdAt',
    'sentAt',
    'expiresAt',
    'acceptedAt',
    'acceptedBy',
    'declinedAt',
    'revokedAt',
  ],
  'i',
);

const SELECT = `SELECT ${COLUMNS}, u.name AS "unitName", o.name AS "organizationName",
    w.first_name AS "inviterFirstName", w.last_name AS "inviterLastName",
    coalesce((SELECT json_agg(json_build_object('id', r.id, 'name', r.name, 'serviceId', s.id, 'serviceName', s.name)
        ORDER BY r.id)
      FROM organization_invitation_roles ir JOIN roles r ON r.id = ir.role_id JOIN services s ON s.id = r.service_id
     WHERE ir.invitation_id = i.id), '[]') AS roles
  FROM organization_invitations i JOIN organizations u ON u.id = i.unit_id JOIN organizations o ON o.id = i.root_id
  LEFT JOIN users w ON w.id = i.invited_by`;

/** SQL: the state at the time `$2`. */
const STATE = `CASE WHEN i.accepted_at IS NOT NULL THEN 'accepted' WHEN i.declined_at IS NOT NULL THEN 'declined'
    WHEN i.revoked_at IS NOT NULL THEN 'revoked' WHEN i.expires_at > $2 THEN 'open' ELSE 'expired' END`;

/** Reads invitations with the names that are shown of them. */
@Injectable()
export class InvitationListsStore {
  findById(tx: Tx, id: string): Promise<Invitation | null> {
    return row(tx, `${SELECT} WHERE i.id = $1`, [id]);
  }

  findByToken(tx: Tx, tokenHash: Buffer): Promise<Invitation | null> {
    return row(tx, `${SELECT} WHERE i.token_hash = $1`, [tokenHash]);
  }

  /** The id of the invitation that the address has not answered. */
  async findOpen(tx: Tx, unitId: string, canonical: string): Promise<string | null> {
    const sql = `SELECT id FROM organization_invitations WHERE unit_id = $1 AND email_canonical = $2
      AND accepted_at IS NULL AND declined_at IS NULL AND revoked_at IS NULL`;
    return (await row<{ id: string }>(tx, sql, [unitId, canonical]))?.id ?? null;
  }

  /** @param state `null`: all */
  listOfUnit(
    tx: Tx,
    about: { readonly unitId: string; readonly now: Date; readonly state: InvitationState | null },
    page: Page,
  ): Promise<Invitation[]> {
    const sql = `${SELECT} WHERE i.unit_id = $1 AND ($3::text IS NULL OR ${STATE} = $3)
        AND i.id > coalesce($4::uuid, '${FIRST_ID}')
      ORDER BY i.unit_id, i.root_id, i.id LIMIT $5`;
    return rows(tx, sql, [about.unitId, about.now, about.state, page.after, page.limit]);
  }

  /** The open ones to the address. */
  listOfAddress(tx: Tx, canonical: string, now: Date, page: Page): Promise<Invitation[]> {
    const sql = `${SELECT} WHERE i.email_canonical = $1 AND ${STATE} = 'open'
        AND i.id > coalesce($3::uuid, '${FIRST_ID}')
      ORDER BY i.email_canonical, i.id LIMIT $4`;
    return rows(tx, sql, [canonical, now, page.after, page.limit]);
  }

  /** Those to the address, and those that the user sent; for an export of what is kept about them. */
  listOfUser(tx: Tx, userId: string, limit: number): Promise<Invitation[]> {
    const sql = `${SELECT} WHERE i.id IN (
        SELECT id FROM organization_invitations WHERE invited_by = $1 OR accepted_by = $1
        UNION
        SELECT n.id FROM organization_invitations n JOIN users me ON me.email_canonical = n.email_canonical
         WHERE me.id = $1 AND me.is_email_verified)
      ORDER BY i.id LIMIT $2`;
    return rows(tx, sql, [userId, limit]);
  }
}
