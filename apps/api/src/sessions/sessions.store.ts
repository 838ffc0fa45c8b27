import { Injectable } from '@nestjs/common';
import type { PrincipalAccount } from '#libs/access';
import { columnsOf, prepared, row, rows, type Tx } from '#libs/database';
import type { SeenFrom } from './device.js';
import { SessionEntity, type EndReason } from './session.entity.js';

const STATE = ['userId', 'expiresAt'] as const;
type SessionTerm = Readonly<Pick<SessionEntity, (typeof STATE)[number]>>;

/** A session that has not ended, with what its user is shown of the account. */
export type SessionState = SessionTerm & { readonly account: PrincipalAccount };

const LISTED = [
  'id',
  'createdAt',
  'lastSeenAt',
  'expiresAt',
  'ip',
  'userAgent',
  'device',
  'amr',
] as const;

export type ListedSession = Readonly<Pick<SessionEntity, (typeof LISTED)[number]>>;

const KEPT = [...LISTED, 'authTime', 'amr', 'endedAt', 'endedReason'] as const;

/** A session that is kept, live or not. */
export type KeptSession = Readonly<Pick<SessionEntity, (typeof KEPT)[number]>>;

type Opened =
  | 'authTime'
  | 'amr'
  | 'deviceId'
  | 'risk'
  | 'riskReasons'
  | 'resourceId'
  | 'identityId';

/** `expiresAt` is the idle end, and kept only as far as the absolute one. */
export type NewSession = SeenFrom &
  Readonly<Pick<SessionEntity, 'id' | 'userId' | 'secret' | 'expiresAt' | 'endsAt' | Opened>> & {
    readonly now: Date;
    /** The session that it is opened from, if any. */
    readonly openedFrom: string | null;
  };

/**
 * A session in place of one whose refresh token another client may have used. `generation` is that which was read,
 * `deviceGeneration` that which the session's own device has shown; `expiresAt` is the idle end, and kept only as far as the
 * absolute one.
 */
export type Succession = SeenFrom &
  Readonly<Pick<SessionEntity, 'id' | 'generation' | 'secret' | 'expiresAt'>> & {
    readonly deviceGeneration: number;
    readonly successorId: string;
    readonly now: Date;
  };

export interface SessionPage {
  readonly beforeId: string | null;
  readonly limit: number;
}

/** A session that a statement has just ended. */
export type EndedSession = Readonly<Pick<SessionEntity, 'id' | 'userId'>>;

export type OwnSession = EndedSession & { readonly reason: EndReason; readonly now: Date };

const STATE_COLUMNS = columnsOf(SessionEntity, STATE, 's');
const LISTED_COLUMNS = columnsOf(SessionEntity, LISTED);
const KEPT_COLUMNS = columnsOf(SessionEntity, KEPT);
const ENDED_COLUMNS = columnsOf(SessionEntity, ['id', 'userId'], 'sessions');

/** The condition of a live session, followed by the present moment. */
export const LIVE = 'ended_at IS NULL AND expires_at >';

/** The SQL of sessions from their beginning to their end; that of refreshing is in `RefreshesStore`. Present moments are parameters. */
@Injectable()
export class SessionsStore {
  /** Makes sign-ins of one user follow each other; answers whether the user exists and is active. */
  async lockActiveUser(tx: Tx, userId: string): Promise<boolean> {
    const sql = 'SELECT id FROM users WHERE id = $1 AND is_active FOR NO KEY UPDATE';
    return (await row(tx, sql, [userId])) !== null;
  }

  /**
   * Answers when the session expires. The session that set its password or identity is read in the same statement, so that
   * it cannot change in between.
   */
  async insert(tx: Tx, session: NewSession): Promise<Date> {
    const [inserted] = await rows<Pick<SessionState, 'expiresAt'>>(
      tx,
      `INSERT INTO sessions (id, user_id, secret, created_at, last_seen_at, expires_at, due_at, ends_at,
                             ip, user_agent, device, auth_time, amr, device_id, risk, risk_reasons,
                             resource_id, identity_id, descends_from)
       VALUES ($1, $2, $3, $4, $4, LEAST($5::timestamptz, $6::timestamptz), LEAST($5::timestamptz, $6::timestamptz), $6, $7, $8, $9, $10, $11,
               $12, $13, $14, $15, $16::uuid,
               CASE WHEN $17::uuid IS NOT NULL THEN $17
                    WHEN $16::uuid IS NOT NULL THEN (SELECT made_in FROM identities WHERE id = $16)
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
        session.identityId,
        session.openedFrom,
      ],
    );
    return inserted?.expiresAt ?? session.expiresAt;
  }

  /** `null` when the session has ended or its user is not active. Whether it has expired is for the caller to see. */
  async findState(tx: Tx, id: string): Promise<SessionState | null> {
    const [state] = await prepared<SessionTerm & PrincipalAccount>(
      tx,
      'sessions.state-with-account',
      `SELECT ${STATE_COLUMNS}, u.email,
              u.first_name AS "firstName", u.last_name AS "lastName",
              u.is_email_verified AS "isEmailVerified", u.created_at AS "createdAt",
              u.last_login AS "lastLogin", u.locale
         FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = $1 AND s.ended_at IS NULL AND u.is_active`,
      [id],
    );
    if (!state) return null;
    const { userId, expiresAt, ...account } = state;
    return { userId, expiresAt, account };
  }

  /**
   * Ends a session and begins another of the same sign-in for the rest of its time; `null` when another use was faster, or
   * the session has just ended. The caller holds the user's lock: `endAllOfUser` ends the new session only then.
   */
  succeed(tx: Tx, succession: Succession): Promise<Pick<SessionState, 'expiresAt'> | null> {
    return row(
      tx,
      `WITH ended AS (
         UPDATE sessions SET ended_at = $3, ended_reason = 'refresh_token_reused',
                             device_generation = $4, succeeded_by = $5
          WHERE id = $1 AND generation = $2 AND ${LIVE} $3 RETURNING *)
       INSERT INTO sessions (id, user_id, secret, created_at, last_seen_at, expires_at, due_at, ends_at, ip, user_agent,
                             device, auth_time, amr, device_id, risk, risk_reasons, resource_id,
                             identity_id, descends_from)
       SELECT $5, user_id, $6, created_at, $3, LEAST($7::timestamptz, ends_at), LEAST($7::timestamptz, ends_at), ends_at, $8, $9, $10,
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

  /** `null` when the session was not live. */
  end(tx: Tx, id: string, reason: EndReason, now: Date): Promise<EndedSession | null> {
    return row(
      tx,
      `UPDATE sessions SET ended_at = $3, ended_reason = $2
        WHERE id = $1 AND ${LIVE} $3
       RETURNING ${ENDED_COLUMNS}`,
      [id, reason, now],
    );
  }

  /** `null` when the session was not live or is not this user's. */
  endOwn(tx: Tx, own: OwnSession): Promise<EndedSession | null> {
    return row(
      tx,
      `UPDATE sessions SET ended_at = $4, ended_reason = $3
        WHERE id = $1 AND user_id = $2 AND ${LIVE} $4
       RETURNING ${ENDED_COLUMNS}`,
      [own.id, own.userId, own.reason, own.now],
    );
  }

  /**
   * Locks the user's row first, so that a session which replaces another meanwhile is ended too, and then the sessions in
   * the order of their ids, so that two such statements never deadlock.
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
       RETURNING ${ENDED_COLUMNS}`,
      [userId, reason, now, exceptId, deviceId],
    );
  }

  /**
   * Ends the oldest sessions, so that `keep` stay; `lastId` ends after all others. The caller holds the user's lock: the number
   * holds only then.
   */
  endOldest(
    tx: Tx,
    userId: string,
    { keep, lastId, now }: { keep: number; lastId: string | null; now: Date },
  ): Promise<EndedSession[]> {
    return rows(
      tx,
      `WITH surplus AS (
         SELECT id FROM sessions WHERE user_id = $1 AND ${LIVE} $3
          ORDER BY id IS NOT DISTINCT FROM $4::uuid DESC, id DESC OFFSET $2 FOR UPDATE)
       UPDATE sessions SET ended_at = $3, ended_reason = 'session_limit'
         FROM surplus WHERE sessions.id = surplus.id
       RETURNING ${ENDED_COLUMNS}`,
      [userId, keep, now, lastId],
    );
  }

  /** Users with a session that has not ended, in the order of their ids. */
  async listUsersWithSessions(tx: Tx, afterId: string | null, limit: number): Promise<string[]> {
    const found = await rows<Pick<EndedSession, 'userId'>>(
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
      `SELECT ${LISTED_COLUMNS} FROM sessions
        WHERE user_id = $1 AND ${LIVE} $2 AND ($3::uuid IS NULL OR id < $3)
        ORDER BY id DESC LIMIT $4`,
      [userId, now, page.beforeId, page.limit],
    );
  }

  /** The newest ones, live or not. */
  listKept(tx: Tx, userId: string, limit: number): Promise<KeptSession[]> {
    const sql = `SELECT ${KEPT_COLUMNS} FROM sessions WHERE user_id = $1 ORDER BY id DESC LIMIT $2`;
    return rows(tx, sql, [userId, limit]);
  }
}
