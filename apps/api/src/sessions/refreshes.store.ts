import { Injectable } from '@nestjs/common';
import { row, rows, type Tx } from '#libs/database';
import type { SeenFrom } from './device.js';
import { LIVE } from './sessions.store.js';

/** What a refresh needs to know. */
export interface RefreshableSession {
  readonly id: string;
  readonly userId: string;
  readonly secret: Buffer;
  readonly generation: number;
  readonly authTime: Date;
  readonly amr: readonly string[];
  readonly expiresAt: Date;
  readonly isLive: boolean;
  /** Whether the last rotation is so young that its loser gets the same successor. */
  readonly isInGrace: boolean;
  /** Whether the device that asks is the one that the session was signed in from, and the account still knows it. */
  readonly isOwnDevice: boolean;
  /** What is kept of the `Idempotency-Key` of the last rotation. */
  readonly rotationKey: Buffer | null;
  /** The generation that the session's own device used last. */
  readonly deviceGeneration: number | null;
  /** The session that its own device went on with, when this one was ended for it. */
  readonly succeededBy: string | null;
  /** The service that its tokens are for unless another is named. */
  readonly resourceId: string | null;
}

/** The session that a refresh is asked for, and the device that asks. */
export interface RefreshQuestion {
  readonly id: string;
  readonly now: Date;
  readonly graceSeconds: number;
  /** By what the device that asks is known, if it shows a credential. */
  readonly deviceHash: Buffer | null;
}

export interface Rotation extends SeenFrom {
  readonly id: string;
  /** As it was read. */
  readonly generation: number;
  /** The same as `generation`: only the session's life is extended, and nothing is kept of who asked. */
  readonly next: number;
  readonly now: Date;
  /** The new idle end; never after the absolute one. */
  readonly expiresAt: Date;
  readonly rotationKey: Buffer | null;
  readonly deviceGeneration: number | null;
}

/** A clock that was set back must not stretch a window; one that is merely corrected must not close it. */
const CLOCK_PLAY = "interval '1 second'";

/** All SQL of refreshing. Present moments are parameters, but the grace window is measured by the database's clock. */
@Injectable()
export class RefreshesStore {
  findForRefresh(tx: Tx, question: RefreshQuestion): Promise<RefreshableSession | null> {
    const { id, now, graceSeconds, deviceHash } = question;
    return row(
      tx,
      `SELECT s.id, s.user_id AS "userId", s.secret, s.generation, s.auth_time AS "authTime", s.amr,
              s.expires_at AS "expiresAt",
              (s.ended_at IS NULL AND s.expires_at > $2 AND u.is_active) AS "isLive",
              coalesce(s.rotated_at > clock_timestamp() - make_interval(secs => $3)
                       AND s.rotated_at <= clock_timestamp() + ${CLOCK_PLAY}, false) AS "isInGrace",
              s.rotation_key AS "rotationKey", s.device_generation AS "deviceGeneration",
              s.succeeded_by AS "succeededBy", s.resource_id AS "resourceId", d.id IS NOT NULL AS "isOwnDevice"
         FROM sessions s JOIN users u ON u.id = s.user_id
         LEFT JOIN devices d ON d.id = s.device_id AND d.user_id = s.user_id AND d.is_known
                            AND d.credential_hash = $4::bytea
        WHERE s.id = $1`,
      [id, now, graceSeconds, deviceHash],
    );
  }

  /** One guarded statement that locks this row alone: of many rotations of one generation, one gets an answer. */
  rotate(tx: Tx, rotation: Rotation): Promise<{ expiresAt: Date } | null> {
    return row(
      tx,
      `UPDATE sessions
          SET generation = $8::integer,
              rotated_at = CASE WHEN $8::integer > generation THEN clock_timestamp() ELSE rotated_at END,
              rotation_key = CASE WHEN $8::integer > generation THEN $9::bytea ELSE rotation_key END,
              device_generation = CASE WHEN $8::integer > generation THEN $10::integer ELSE device_generation END,
              expires_at = LEAST($4::timestamptz, ends_at),
              last_seen_at = $3, ip = $5, user_agent = $6, device = $7
        WHERE id = $1 AND generation = $2 AND ${LIVE} $3
          AND EXISTS (SELECT FROM users WHERE users.id = sessions.user_id AND users.is_active)
       RETURNING expires_at AS "expiresAt"`,
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
        rotation.deviceGeneration,
      ],
    );
  }

  /** Keeps that the session's own device was given the present generation as well, for a retry that comes late. */
  async noteDevice(tx: Tx, id: string, generation: number): Promise<void> {
    const sql = `UPDATE sessions SET device_generation = $2::integer - 1 WHERE id = $1 AND generation = $2::integer`;
    await rows(tx, sql, [id, generation]);
  }
}
