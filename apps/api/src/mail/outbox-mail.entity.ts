import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A queued mail, and for some days the outcome of a finished one. */
@Entity('mail_outbox')
export class OutboxMailEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'text' })
  template!: string;

  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  userId!: string | null;

  /** Recipient and content, sealed because links contain valid tokens. `null` once the mail is finished. */
  @Column({ type: 'bytea', nullable: true, select: false })
  payload!: Buffer | null;

  /** The same at every attempt, so that a mailbox can detect a repetition. */
  @Column({ name: 'message_id', type: 'text' })
  messageId!: string;

  @Column({ type: 'text', default: 'pending' })
  state!: OutboxState;

  /** Also the fencing token: a later claim of the mail has a higher number. */
  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  /** How often it was deferred for a reason that concerns this mail and not the server: each doubles the pause. */
  @Column({ type: 'integer', default: 0 })
  deferrals!: number;

  @Column({ name: 'next_attempt_at', type: 'timestamptz', default: () => 'now()' })
  nextAttemptAt!: Date;

  @Column({ name: 'lease_until', type: 'timestamptz', nullable: true })
  leaseUntil!: Date | null;

  @Column({ name: 'claimed_by', type: 'text', nullable: true })
  claimedBy!: string | null;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  /** Without addresses and links. */
  @Column({ name: 'last_error', type: 'text', nullable: true })
  lastError!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;
}

/** `expired`: its link expired first; `failed`: refused, or tried for `MAIL_GIVE_UP_SECONDS`. */
export type OutboxState = 'pending' | 'sending' | 'sent' | 'failed' | 'expired' | 'cancelled';
