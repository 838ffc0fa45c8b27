import { Injectable } from '@nestjs/common';
import { columnsOf, prepared, row, rows, type Tx } from '#libs/database';
import type { SeenFrom } from './device.js';
import { SessionEntity } from './session.entity.js';
import { LIVE } from './sessions.store.js';

const PROPERTIES = [
  'id',
  'userId',
  'secret',
  'generation',
  'authTime',
  'amr',
  'expiresAt',
  'rotationKey',
  'deviceGeneration',
  'succeededBy',
  'resourceId',
] as const;

/** What a refresh needs to know of a session. */
export type RefreshableSession = Readonly<Pick<SessionEntity, (typeof PROPERTIES)[number]>> & {
  /** `false` when the session has ended or expired, or its user is not active. */
  readonly isLive: boolean;
  /** Whether the last rotation is within the grace window: another use of its token gets the same successor. */
  readonly isInGrace: boolean;
  /** Whether the device that asks is the one that the session was opened from, and the account still knows it. */
  readonly isOwnDevice: boolean;
};

/** The session that a refresh is asked for, and the device that asks. */
export interface RefreshQuestion {
  readonly id: string;
  readonly now: Date;
  readonly graceSeconds: number;
  /** The hash of the credential that the device shows, if any. */
  readonly deviceHash: Buffer | null;
}

/** `generation` is that which the row must have; `expiresAt` is the new idle end, and kept only as far as the absolute one. */
export type Rotation = SeenFrom &
  Pick<RefreshableSession, 'id' | 'generation' | 'expiresAt' | 'rotationKey'> & {
    /** The same as `generation`: the session is extended only, and nothing is kept of the key and the device. */
    readonly next: number;
    readonly now: Date;
    /** The generation of the token that was shown; it is kept when the session's own device showed it. */
    readonly shown: number;
    /** The hash of the credential that the device shows, if any. */
    readonly deviceHash: Buffer | null;
  };

/** `expiresAt` is the new idle end, and kept only as far as the absolute one. */
export interface Extension {
  readonly id: string;
  readonly now: Date;
  readonly expiresAt: Date;
  readonly coarseSeconds: number;
}

/** What a rotation answers: a step-up changes `authTime` and `amr` while the session lives. */
export type RotatedSession = Pick<RefreshableSession, 'expiresAt' | 'authTime' | 'amr'>;

const ROTATED = columnsOf(SessionEntity, ['expiresAt', 'authTime', 'amr'], 'sessions');
const COLUMNS = columnsOf(SessionEntity, PROPERTIES, 's');

/**
 * By how much a rotation may lie in the future: a small correction of the database's clock does not close the grace window, and a
 * clock that was set back by more does not extend it.
 */
const CLOCK_TOLERANCE = "interval '1 second'";

/** All SQL of refreshing. Present moments are parameters, but the grace window is measured by the database's clock. */
@Injectable()
export class RefreshesStore {
  async findForRefresh(tx: Tx, question: RefreshQuestion): Promise<RefreshableSession | null> {
    const { id, now, graceSeconds, deviceHash } = question;
    const [found] = await prepared<RefreshableSession>(
      tx,
      'sessions.for-refresh',
      `SELECT ${COLUMNS},
              (s.ended_at IS NULL AND s.expires_at > $2 AND u.is_active) AS "isLive",
              coalesce(s.rotated_at > clock_timestamp() - make_interval(secs => $3)
                       AND s.rotated_at <= clock_timestamp() + ${CLOCK_TOLERANCE}, false) AS "isInGrace",
              d.id IS NOT NULL AS "isOwnDevice"
         FROM sessions s JOIN users u ON u.id = s.user_id
         LEFT JOIN devices d ON d.id = s.device_id AND d.user_id = s.user_id AND d.is_known
                            AND d.credential_hash = $4::bytea
        WHERE s.id = $1`,
      [id, now, graceSeconds, deviceHash],
    );
    return found ?? null;
  }

  /**
   * One guarded statement that locks this row alone: of many rotations of one generation, one gets an answer. It changes no
   * column that an index has (`due_at` only where a session's time became shorter), so that the row's new version stays on its
   * page and no index grows.
   */
  async rotate(tx: Tx, rotation: Rotation): Promise<RotatedSession | null> {
    const [rotated] = await prepared<RotatedSession>(
      tx,
      'sessions.rotate',
      `UPDATE sessions
          SET generation = $8::integer,
              rotated_at = CASE WHEN $8::integer > generation THEN clock_timestamp() ELSE rotated_at END,
              rotation_key = CASE WHEN $8::integer > generation THEN $9::bytea ELSE rotation_key END,
              device_generation = CASE
                WHEN $8::integer = generation THEN device_generation
                WHEN $11::bytea IS NOT NULL AND EXISTS (
                  SELECT FROM devices d
                   WHERE d.id = sessions.device_id AND d.user_id = sessions.user_id AND d.is_known
                     AND d.credential_hash = $11::bytea) THEN $10::integer END,
              expires_at = LEAST($4::timestamptz, ends_at),
              due_at = LEAST(due_at, $4::timestamptz, ends_at),
              last_seen_at = $3, ip = $5, user_agent = $6, device = $7
        WHERE id = $1 AND generation = $2 AND ${LIVE} $3
          AND EXISTS (SELECT FROM users WHERE users.id = sessions.user_id AND users.is_active)
       RETURNING ${ROTATED}`,
      [
        rotation.id,
        rotation.generation,
        rotation.now,
        rotation.expiresAt,
        rotation.ip,
        rotation.userAgent,
        rotation.device,
        rotation.next,
        rotation.rotationKey,
        rotation.shown,
        rotation.deviceHash,
      ],
    );
    return rotated ?? null;
  }

  /** Extends a session that is used without a refresh token; nothing when it would gain less than `coarseSeconds`. */
  async extend(
    tx: Tx,
    { id, now, expiresAt, coarseSeconds }: Extension,
  ): Promise<Pick<RotatedSession, 'expiresAt'> | null> {
    const sql = `UPDATE sessions SET expires_at = LEAST($3::timestamptz, ends_at), last_seen_at = $2
      WHERE id = $1 AND ${LIVE} $2 AND expires_at < LEAST($3::timestamptz, ends_at) - make_interval(secs => $4)
      RETURNING expires_at AS "expiresAt"`;
    return row(tx, sql, [id, now, expiresAt, coarseSeconds]);
  }

  /** Notes that the session's own device was given the present generation as well, for a late retry. */
  async noteDevice(tx: Tx, id: string, generation: number): Promise<void> {
    const sql = `UPDATE sessions SET device_generation = $2::integer - 1 WHERE id = $1 AND generation = $2::integer`;
    await rows(tx, sql, [id, generation]);
  }
}
