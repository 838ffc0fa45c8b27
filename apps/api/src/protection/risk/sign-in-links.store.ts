import { Injectable } from '@nestjs/common';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { SignInLinkEntity, type SignInLinkPurpose } from './sign-in-link.entity.js';

export type SignInLinkRow = Readonly<Omit<SignInLinkEntity, 'usedAt'>>;

/** Which sign-in a link is about, or which factor: the session that has added it. */
export type LinkedSignIn = Pick<
  SignInLinkRow,
  'purpose' | 'userId' | 'deviceId' | 'sessionId' | 'createdAt'
>;

/** With the language of the account. */
type LinkOfOwner = LinkedSignIn & { readonly locale: string | null };

/** A session that was opened by a sign-in of two steps. */
export interface OpenedSignIn {
  readonly userId: string;
  readonly deviceId: string;
  readonly sessionId: string;
  /** When its first step was. */
  readonly since: Date;
}

/** A link that is shown for one of these purposes. */
export interface LinkUse {
  readonly purposes: readonly SignInLinkPurpose[];
  readonly tokenHash: Buffer;
  readonly now: Date;
}

const LINKED = columnsOf(
  SignInLinkEntity,
  ['purpose', 'userId', 'deviceId', 'sessionId', 'createdAt'],
  'l',
);
const LIVE =
  'l.token_hash = $1 AND l.purpose = ANY ($2::text[]) AND l.used_at IS NULL AND l.expires_at > $3';

/** All SQL of links about sign-ins. */
@Injectable()
export class SignInLinksStore {
  async insert(tx: Tx, link: SignInLinkRow): Promise<void> {
    await rows(
      tx,
      `INSERT INTO sign_in_links (token_hash, purpose, user_id, device_id, session_id,
         email_canonical, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        link.tokenHash,
        link.purpose,
        link.userId,
        link.deviceId,
        link.sessionId,
        link.emailCanonical,
        link.createdAt,
        link.expiresAt,
      ],
    );
  }

  /** Uses the link. The account is locked first, as a sign-in locks it, until the transaction ends. */
  consume(tx: Tx, { purposes, tokenHash, now }: LinkUse): Promise<LinkedSignIn | null> {
    return row(
      tx,
      `WITH owner AS (
         SELECT u.id, u.email_canonical FROM users u
         WHERE u.id = (SELECT l.user_id FROM sign_in_links l WHERE l.token_hash = $1)
         FOR NO KEY UPDATE
       )
       UPDATE sign_in_links l SET used_at = $3 FROM owner
       WHERE ${LIVE} AND l.user_id = owner.id AND l.email_canonical = owner.email_canonical
       RETURNING ${LINKED}`,
      [tokenHash, purposes, now],
    );
  }

  /** What `consume` would accept at this moment. */
  find(tx: Tx, { purposes, tokenHash, now }: LinkUse): Promise<LinkOfOwner | null> {
    return row(
      tx,
      `SELECT ${LINKED}, u.locale FROM sign_in_links l JOIN users u ON u.id = l.user_id
       WHERE ${LIVE} AND l.email_canonical = u.email_canonical`,
      [tokenHash, purposes, now],
    );
  }

  /** Whether there was a link about a sign-in of the device that has opened no session yet; it undoes this session now. */
  async adopt(tx: Tx, opened: OpenedSignIn): Promise<boolean> {
    const { userId, deviceId, sessionId, since } = opened;
    const adopted = await rows(
      tx,
      `UPDATE sign_in_links SET session_id = $3 WHERE user_id = $1 AND device_id = $2
         AND purpose = 'deny' AND session_id IS NULL AND used_at IS NULL AND created_at >= $4
       RETURNING 1`,
      [userId, deviceId, sessionId, since],
    );
    return adopted.length > 0;
  }

  async deleteOf(tx: Tx, userId: string, purposes: readonly SignInLinkPurpose[]): Promise<void> {
    await rows(tx, `DELETE FROM sign_in_links WHERE user_id = $1 AND purpose = ANY ($2::text[])`, [
      userId,
      purposes,
    ]);
  }

  /** Deletes at most `limit` that expired before `before`; answers how many. */
  async deleteExpired(tx: Tx, before: Date, limit: number): Promise<number> {
    const deleted = await rows(
      tx,
      `DELETE FROM sign_in_links WHERE token_hash = ANY (ARRAY(
         SELECT token_hash FROM sign_in_links WHERE expires_at < $1
         ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))
       RETURNING 1`,
      [before, limit],
    );
    return deleted.length;
  }
}
