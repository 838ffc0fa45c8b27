import { Injectable } from '@nestjs/common';
import type { PrincipalAccount } from '#libs/access';
import { columnsOf, row, rows, type Tx } from '#libs/database';
import { BrowserSessionEntity } from './browser-session.entity.js';

type BrowserSessionRow = Readonly<BrowserSessionEntity>;

/** A live browser session, with its session and account as they are now. */
export type LiveBrowserSession = Pick<
  BrowserSessionRow,
  'id' | 'secretHash' | 'sessionId' | 'chosenAt'
> &
  PrincipalAccount & {
    readonly userId: string;
    readonly authTime: Date;
    readonly amr: readonly string[];
    readonly expiresAt: Date;
    readonly endsAt: Date | null;
  };

const OF_USER = ['id', 'sessionId', 'createdAt', 'rotatedAt', 'chosenAt'] as const;

/** A browser session as its owner may see it. */
export type BrowserSessionOfUser = Pick<BrowserSessionRow, (typeof OF_USER)[number]>;

type NewBrowserSession = Pick<BrowserSessionRow, 'id' | 'secretHash' | 'sessionId'> & {
  readonly userId: string;
  readonly now: Date;
};

/** All SQL of the table `browser_sessions`. */
@Injectable()
export class BrowserSessionsStore {
  /** Those of the hashes whose session has not ended or expired and whose user is active; the last chosen one first. */
  listLive(tx: Tx, hashes: readonly Buffer[], now: Date): Promise<LiveBrowserSession[]> {
    const sql = `SELECT b.id, b.secret_hash AS "secretHash", b.session_id AS "sessionId", b.chosen_at AS "chosenAt",
        s.user_id AS "userId", s.auth_time AS "authTime", s.amr, s.expires_at AS "expiresAt", s.ends_at AS "endsAt",
        u.email, u.first_name AS "firstName", u.last_name AS "lastName", u.locale,
        u.is_email_verified AS "isEmailVerified", u.created_at AS "createdAt", u.last_login AS "lastLogin"
      FROM browser_sessions b JOIN sessions s ON s.id = b.session_id JOIN users u ON u.id = s.user_id
      WHERE b.secret_hash = ANY ($1::bytea[]) AND s.ended_at IS NULL AND s.expires_at > $2 AND u.is_active
      ORDER BY b.chosen_at DESC, b.id DESC`;
    return rows(tx, sql, [hashes, now]);
  }

  /** The newest of the user, also those that ended and are still kept. */
  listOfUser(tx: Tx, userId: string, limit: number): Promise<BrowserSessionOfUser[]> {
    const sql = `SELECT ${columnsOf(BrowserSessionEntity, OF_USER, 'b')}
      FROM sessions s JOIN browser_sessions b ON b.session_id = s.id
      WHERE s.user_id = $1 ORDER BY b.id DESC LIMIT $2`;
    return rows(tx, sql, [userId, limit]);
  }

  /** `false` when the session is not this user's or not live, or a browser has it already. */
  async insert(tx: Tx, made: NewBrowserSession): Promise<boolean> {
    const sql = `INSERT INTO browser_sessions (id, secret_hash, session_id, created_at, chosen_at)
      SELECT $1, $2, s.id, $5, $5 FROM sessions s
       WHERE s.id = $3 AND s.user_id = $4 AND s.ended_at IS NULL AND s.expires_at > $5
      ON CONFLICT (session_id) DO NOTHING RETURNING id`;
    const { id, secretHash, sessionId, userId, now } = made;
    return (await row(tx, sql, [id, secretHash, sessionId, userId, now])) !== null;
  }

  /** Replaces the secret: of many replacements of one secret, one succeeds. */
  async rotate(tx: Tx, from: Buffer, to: Buffer, now: Date): Promise<boolean> {
    const sql = `UPDATE browser_sessions SET secret_hash = $2, rotated_at = $3, chosen_at = $3
      WHERE secret_hash = $1 RETURNING id`;
    return (await row(tx, sql, [from, to, now])) !== null;
  }

  async choose(tx: Tx, id: string, now: Date): Promise<void> {
    await rows(tx, 'UPDATE browser_sessions SET chosen_at = $2 WHERE id = $1', [id, now]);
  }
}
