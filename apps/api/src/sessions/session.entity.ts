import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Why a session ended: `expired` at its time, any other reason before. */
export type EndReason =
  | 'signed_out'
  | 'ended_by_user'
  | 'ended_by_operator'
  | 'session_limit'
  | 'password_changed'
  | 'password_reset'
  | 'refresh_token_reused'
  | 'account_deactivated'
  | 'account_erased'
  | 'account_taken_over'
  | 'device_forgotten'
  | 'sign_in_denied'
  | 'email_change_undone'
  | 'merge_undone'
  | 'factors_reset'
  | 'signed_in_again'
  | 'browser_limit'
  | 'code_reused'
  | 'expired';

/** A sign-in, until it expires or is ended. */
@Entity('sessions')
export class SessionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'sessions_pkey' })
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  /** Random; together with the server's key it makes the MAC of each refresh token. */
  @Column('bytea', { select: false })
  secret!: Buffer;

  /** How often the refresh token has rotated. */
  @Column('integer', { default: 0 })
  generation!: number;

  /** Database time, so that instances with different clocks agree about the grace window. */
  @Column('timestamptz', { name: 'rotated_at', nullable: true })
  rotatedAt!: Date | null;

  /** A MAC of the `Idempotency-Key` of the last rotation, bound to the generation used. */
  @Column('bytea', { name: 'rotation_key', nullable: true, select: false })
  rotationKey!: Buffer | null;

  /** The generation that the session's own device used last. */
  @Column('integer', { name: 'device_generation', nullable: true })
  deviceGeneration!: number | null;

  /** The session that replaced this one when another client had used the refresh token first; it may be gone. */
  @Column('uuid', { name: 'succeeded_by', nullable: true })
  succeededBy!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  /** Coarse: written in batches, not with every request. */
  @Column('timestamptz', { name: 'last_seen_at' })
  lastSeenAt!: Date;

  /** When it ends unless it is refreshed before; never after `endsAt`. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  /** When the cleanup looks at it next: at the time when it expires or before. A refresh leaves it, and so the index of it. */
  @Column('timestamptz', { name: 'due_at', default: () => 'now()' })
  dueAt!: Date;

  /** When it ends in any case. */
  @Column('timestamptz', { name: 'ends_at', nullable: true })
  endsAt!: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('text', { name: 'ended_reason', nullable: true })
  endedReason!: EndReason | null;

  @Column('text', { nullable: true })
  ip!: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent!: string | null;

  @Column('text', { nullable: true })
  device!: string | null;

  /** When the user was last authenticated: at the beginning, or at a step-up. */
  @Column('timestamptz', { name: 'auth_time' })
  authTime!: Date;

  /** How the user was authenticated (RFC 8176). */
  @Column('text', { array: true })
  amr!: readonly string[];

  /** The risk score of the sign-in, in points. */
  @Column('smallint', { nullable: true })
  risk!: number | null;

  /** The signals that added them. */
  @Column('text', { name: 'risk_reasons', array: true, nullable: true })
  riskReasons!: readonly string[] | null;

  /** The service that its tokens are for unless another is named; it may be gone. `null`: for everything. */
  @Column('uuid', { name: 'resource_id', nullable: true })
  resourceId!: string | null;

  /** From which device; it may be gone. */
  @Column('uuid', { name: 'device_id', nullable: true })
  deviceId!: string | null;

  /** By which identity of a provider; it may be gone. */
  @Column('uuid', { name: 'identity_id', nullable: true })
  identityId!: string | null;

  /**
   * The session of the browser that this one was opened from, or the session that set what it was opened with: the link of its
   * identity, or the password.
   */
  @Column('uuid', { name: 'descends_from', nullable: true })
  descendsFrom!: string | null;
}
