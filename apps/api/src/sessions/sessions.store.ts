import { Injectable } from '@nestjs/common';
import type { PrincipalAccount } from '#libs/access';
import { prepared, row, rows, type Tx } from '#libs/database';
import type { SeenFrom } from './device.js';
import type { EndReason } from './session.entity.js';

/** What the guard asks of every request, and what a signed-in user is shown of the account. */
export interface SessionState {
  readonly userId: string;
  readonly expiresAt: Date;
  readonly account: PrincipalAccount;
}

type SessionStateRow = Omit<SessionState, 'account'> & PrincipalAccount;

export interface ListedSession {
  readonly id: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly device: string | null;
}

export interface NewSession extends SeenFrom {
  readonly id: string;
  readonly userId: string;
  readonly secret: Buffer;
  readonly now: Date;
  /** The idle end; kept only as far as the absolute one. */
  readonly expiresAt: Date;
  readonly endsAt: Date | null;
  readonly authTime: Date;
  readonly amr: readonly string[];
  readonly deviceId: string | null;
  readonly risk: number | null;
  readonly riskReasons: readonly string[] | null;
  /** The service that its tokens are for unless another is named. */
  readonly resourceId: string | null;
  /** Of the provider by which it is opened. */
  readonly identityId?: string | null;
}

/** A session in place of one that another client may have had a part in. */
export interface Succession extends SeenFrom {
  readonly id: string;
  /** As it was read. */
  readonly generation: number;
  /** The generation that its own device has shown. */
  readonly deviceGeneration: number;
  readonly successorId: string;
  readonly secret: Buffer;
  readonly now: Date;
  /** The idle end; kept only as far as the absolute one. */
  readonly expiresAt: Date;
}

export interface SessionPage {
  readonly beforeId: string | null;
  readonly limit: number;
}

export interface OwnSession {
  readonly id: string;
  readonly userId: string;
  readonly reason: EndReason;
  readonly now: Date;
}

/** A session that a statement has just ended. */
export interface EndedSession {
  readonly id: string;
  readonly userId: string;
}

/** Followed by the present moment. */
export const LIVE = 'ended_at IS NULL AND expires_at >';

/** The SQL of sessions from their beginning to their end; that of refreshing is in `RefreshesStore`. Present moments are parameters. */
@Injectable()
export class SessionsStore {
  /** Makes sign-ins of one user follow each other; answers whether the user exists and is active. */
  async lockActiveUser(tx: Tx, userId: string): Promise<boolean> {
    const sql = 'SELECT id FROM users WHERE id = $1 AND is_active FOR NO KEY UPDATE';
    return (await row(tx, sql, [userId])) !== null;
  }

  /** Which session made the way in by which this one comes is read here, so that no change of it comes between. Answers when it expires. */
  async insert(tx: Tx, session: NewSession): Promise<Date> {
    const [inserted] = await rows<{ expiresAt: Date }>(
      tx,
      `INSERT INTO sessions (id, user_id, secret, created_at, last_seen_at, expires_at, ends_at,
                             ip, user_agent, device, auth_time, amr, device_id, risk, risk_reasons,
                             resource_id, identity_id, descends_from)
       VALUES ($1, $2, $3, $4, $4, LEAST($5::timestamptz, $6::timestamptz), $6, $7, $8, $9, $10, $11,
               $12, $13, $14, $15, $16::uuid,
               CASE WHEN $16::uuid IS NOT NULL THEN (SELECT made_in FROM identities WHERE id = $16)
                    WHEN 'pwd' = ANY ($11::text[]) THEN (SELECT password_made_in FROM users WHERE id = $2) END)
       RETURNING expires_at AS "expiresAt"`,
      [
        session.id,
        session.userId,
        session.secret,
        session.now,
        session.expiresAt,
        session.endsAt,
        session.ip,
        session.userAgent,
        session.device,
        session.authTime,
        session.amr,
        session.deviceId,
        session.risk,
        session.riskReasons,
        session.resourceId,
        session.identityId ?? null,
      ],
    );
    return inserted?.expiresAt ?? session.expiresAt;
  }

  /** `null` when the session has ended or its user is not active. Whether it has expired is for the caller to see. */
  async findState(tx: Tx, id: string): Promise<SessionState | null> {
    const [state] = await prepared<SessionStateRow>(
      tx,
      'sessions.state-with-account',
      `SELECT s.user_id AS "userId", s.expires_at AS "expiresAt", u.email,
              u.first_name AS "firstName", u.last_name AS "lastName",
              u.is_email_verified AS "isEmailVerified", u.created_at AS "createdAt",
              u.last_login AS "lastLogin"
         FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = $1 AND s.ended_at IS NULL AND u.is_active`,
      [id],
    );
    if (!state) return null;
    const { userId, expiresAt, ...account } = state;
    return { userId, expiresAt, account };
  }

  /**
   * Ends a session and begins another for what is left of its time, from the same sign-in; `null` when another use was
   * faster, or it has just ended. Only under the user's lock is the new one seen by who ends all of the user's.
   */
  succeed(tx: Tx, succession: Succession): Promise<{ expiresAt: Date } | null> {
    return row(
      tx,
      `WITH ended AS (
         UPDATE sessions SET ended_at = $3, ended_reason = 'refresh_token_reused',
                             device_generation = $4, succeeded_by = $5
          WHERE id = $1 AND generation = $2 AND ${LIVE} $3 RETURNING *)
       INSERT INTO sessions (id, user_id, secret, created_at, last_seen_at, expires_at, ends_at, ip, user_agent,
                             device, auth_time, amr, device_id, risk, risk_reasons, resource_id,
                             identity_id, descends_from)
       SELECT $5, user_id, $6, created_at, $3, LEAST($7::timestamptz, ends_at), ends_at, $8, $9, $10,
              auth_time, amr, device_id, risk, risk_reasons, resource_id, identity_id, descends_from FROM ended
       RETURNING expires_at AS "expiresAt"`,
      [
        succession.id,
        succession.generation,
        succession.now,
        succession.deviceGeneration,
        succession.successorId,
        succession.secret,
        succession.expiresAt,
        succession.ip,
        succession.userAgent,
        succession.device,
      ],
    );
  }

  /** `null` when it was not alive. */
  end(tx: Tx, id: string, reason: EndReason, now: Date): Promise<EndedSession | null> {
    return row(
      tx,
      `UPDATE sessions SET ended_at = $3, ended_reason = $2
        WHERE id = $1 AND ${LIVE} $3
       RETURNING id, user_id AS "userId"`,
      [id, reason, now],
    );
  }

  /** `null` when it was not alive or is not this user's. */
  endOwn(tx: Tx, own: OwnSession): Promise<EndedSession | null> {
    return row(
      tx,
      `UPDATE sessions SET ended_at = $4, ended_reason = $3
        WHERE id = $1 AND user_id = $2 AND ${LIVE} $4
       RETURNING id, user_id AS "userId"`,
      [own.id, own.userId, own.reason, own.now],
    );
  }

  /**
   * Rows are locked in the order of their ids, so that two such statements never wait for each other; before them the
   * user's, so that a session which takes the place of another meanwhile is among them.
   */
  async endAllOfUser(
    tx: Tx,
    userId: string,
    reason: EndReason,
    now: Date,
    { exceptId, deviceId = null }: { exceptId: string | null; deviceId?: string | null },
  ): Promise<EndedSession[]> {
    await rows(tx, 'SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
    return rows(
      tx,
      `WITH live AS (
         SELECT id FROM sessions
          WHERE user_id = $1 AND ${LIVE} $3 AND ($4::uuid IS NULL OR id <> $4)
            AND ($5::uuid IS NULL OR device_id = $5)
          ORDER BY id FOR UPDATE)
       UPDATE sessions SET ended_at = $3, ended_reason = $2 FROM live WHERE sessions.id = live.id
       RETURNING sessions.id, user_id AS "userId"`,
      [userId, reason, now, exceptId, deviceId],
    );
  }

  /** Ends the oldest, so that `keep` stay. Only under the user's lock does the number hold. */
  endOldest(tx: Tx, userId: string, keep: number, now: Date): Promise<EndedSession[]> {
    return rows(
      tx,
      `WITH surplus AS (
         SELECT id FROM sessions WHERE user_id = $1 AND ${LIVE} $3
          ORDER BY id DESC OFFSET $2 FOR UPDATE)
       UPDATE sessions SET ended_at = $3, ended_reason = 'session_limit'
         FROM surplus WHERE sessions.id = surplus.id
       RETURNING sessions.id, user_id AS "userId"`,
      [userId, keep, now],
    );
  }

  /** Users with a session that was not ended, in the order of their ids. */
  async listUsersWithSessions(tx: Tx, afterId: string | null, limit: number): Promise<string[]> {
    const found = await rows<{ userId: string }>(
      tx,
      `SELECT DISTINCT user_id AS "userId" FROM sessions
        WHERE ended_at IS NULL AND ($1::uuid IS NULL OR user_id > $1) ORDER BY user_id LIMIT $2`,
      [afterId, limit],
    );
    return found.map(({ userId }) => userId);
  }

  list(tx: Tx, userId: string, now: Date, page: SessionPage): Promise<ListedSession[]> {
    return rows(
      tx,
      `SELECT id, created_at AS "createdAt", last_seen_at AS "lastSeenAt",
              expires_at AS "expiresAt", ip, user_agent AS "userAgent", device
         FROM sessions
        WHERE user_id = $1 AND ${LIVE} $2 AND ($3::uuid IS NULL OR id < $3)
        ORDER BY id DESC LIMIT $4`,
      [userId, now, page.beforeId, page.limit],
    );
  }
}
