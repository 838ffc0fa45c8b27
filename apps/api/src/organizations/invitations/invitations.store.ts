import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import { BELOW } from '#api/units';
import type { InvitationEntity } from './invitation.entity.js';

export type NewInvitation = Pick<
  InvitationEntity,
  | 'id'
  | 'unitId'
  | 'rootId'
  | 'email'
  | 'emailCanonical'
  | 'tokenHash'
  | 'invitedBy'
  | 'createdAt'
  | 'expiresAt'
>;

/** How an invitation ends. */
export type Answer = 'accepted' | 'declined' | 'revoked';

const OPEN = 'accepted_at IS NULL AND declined_at IS NULL AND revoked_at IS NULL';

/** Writes the tables `organization_invitations` and `organization_invitation_roles`. */
@Injectable()
export class InvitationsStore {
  /** `false` when the address has an open invitation to the unit. */
  async insert(tx: Tx, invitation: NewInvitation, roleIds: readonly string[]): Promise<boolean> {
    const inserted = await row(
      tx,
      `INSERT INTO organization_invitations
         (id, unit_id, root_id, email, email_canonical, token_hash, invited_by, created_at, sent_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9) ON CONFLICT DO NOTHING RETURNING id`,
      [
        invitation.id,
        invitation.unitId,
        invitation.rootId,
        invitation.email,
        invitation.emailCanonical,
        invitation.tokenHash,
        invitation.invitedBy,
        invitation.createdAt,
        invitation.expiresAt,
      ],
    );
    if (!inserted) return false;
    const sql = `INSERT INTO organization_invitation_roles (invitation_id, role_id)
      SELECT $1, unnest($2::uuid[])`;
    await rows(tx, sql, [invitation.id, roleIds]);
    return true;
  }

  /** Of an address to a unit, when nobody answered it: a new one takes its place. */
  async deleteExpired(
    tx: Tx,
    { unitId, emailCanonical, now }: { unitId: string; emailCanonical: string; now: Date },
  ): Promise<void> {
    const sql = `DELETE FROM organization_invitations
      WHERE unit_id = $1 AND email_canonical = $2 AND expires_at <= $3 AND ${OPEN}`;
    await rows(tx, sql, [unitId, emailCanonical, now]);
  }

  /** A new life, another inviter. `false` when the invitation is not open any more, expired ones aside. */
  async renew(
    tx: Tx,
    id: string,
    renewed: Pick<NewInvitation, 'invitedBy' | 'expiresAt'> & { readonly now: Date },
  ): Promise<boolean> {
    const sql = `UPDATE organization_invitations SET invited_by = $2, sent_at = $3, expires_at = $4
      WHERE id = $1 AND ${OPEN} RETURNING id`;
    const { invitedBy, now, expiresAt } = renewed;
    return (await row(tx, sql, [id, invitedBy, now, expiresAt])) !== null;
  }

  /** Another link: the one before is unknown from the commit on. */
  async replaceToken(tx: Tx, id: string, tokenHash: Buffer): Promise<void> {
    const sql = 'UPDATE organization_invitations SET token_hash = $2 WHERE id = $1';
    await rows(tx, sql, [id, tokenHash]);
  }

  /** Whether this call has ended the invitation: of several at once, one does. An expired one is ended by revoking it alone. */
  async close(
    tx: Tx,
    id: string,
    answer: Answer,
    by: { readonly userId: string; readonly now: Date },
  ): Promise<boolean> {
    const acceptedBy = answer === 'accepted' ? by.userId : null;
    const isAliveOnly = answer !== 'revoked';
    const sql = `UPDATE organization_invitations SET ${answer}_at = $2, accepted_by = $3
      WHERE id = $1 AND ${OPEN} AND (expires_at > $2 OR NOT $4::boolean) RETURNING id`;
    return (await row(tx, sql, [id, by.now, acceptedBy, isAliveOnly])) !== null;
  }

  /** Deletes at most `limit` that expired before `before`, whatever became of them; answers how many. */
  async deleteOld(tx: Tx, before: Date, limit: number): Promise<number> {
    const deleted = await rows(
      tx,
      `DELETE FROM organization_invitations WHERE id = ANY (ARRAY(
         SELECT id FROM organization_invitations WHERE expires_at < $1
         ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
       )) RETURNING id`,
      [before, limit],
    );
    return deleted.length;
  }

  /** How many open ones the organization has; counts no further than the limit. */
  async countOpen(tx: Tx, rootId: string, now: Date, limit: number): Promise<number> {
    const sql = `SELECT count(*)::int AS count FROM (
      SELECT FROM organization_invitations WHERE root_id = $1 AND expires_at > $2 AND ${OPEN} LIMIT $3) counted`;
    return (await row<{ count: number }>(tx, sql, [rootId, now, limit]))?.count ?? 0;
  }

  /** How many are open to the unit and to those below it. */
  async countOpenBelow(tx: Tx, unitId: string, now: Date): Promise<number> {
    const sql = `WITH RECURSIVE ${BELOW} SELECT count(*)::int AS count FROM organization_invitations
      WHERE unit_id IN (SELECT id FROM below) AND expires_at > $2 AND ${OPEN}`;
    return (await row<{ count: number }>(tx, sql, [unitId, now]))?.count ?? 0;
  }
}
