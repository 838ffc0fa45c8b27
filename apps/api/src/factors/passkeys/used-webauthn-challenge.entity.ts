import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A WebAuthn challenge that was answered. */
@Entity('used_webauthn_challenges')
export class UsedWebauthnChallengeEntity {
  @PrimaryColumn('bytea', { name: 'challenge_hash' })
  challengeHash!: Buffer;

  /** When it would have expired. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
