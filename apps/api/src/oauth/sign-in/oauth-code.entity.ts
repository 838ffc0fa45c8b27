import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A finished sign-in, waiting for the application to fetch its tokens. */
@Entity('oauth_codes')
export class OAuthCodeEntity {
  @PrimaryColumn('bytea', { name: 'code_hash', primaryKeyConstraintName: 'oauth_codes_pkey' })
  codeHash!: Buffer;

  @Column('uuid', { name: 'identity_id' })
  identityId!: string;

  /** S256 of the verifier that the application must show. */
  @Column('text', { name: 'code_challenge', nullable: true })
  codeChallenge!: string | null;

  /** For whom the access token shall be, as the application asked when it began. */
  @Column('text', { nullable: true })
  resource!: string | null;

  /** Where it stands for a proof instead of a sign-in: whose session the proof is for, which, and for what. */
  @Column('uuid', { name: 'proof_user_id', nullable: true })
  proofUserId!: string | null;

  @Column('uuid', { name: 'proof_session_id', nullable: true })
  proofSessionId!: string | null;

  @Column('text', { name: 'proof_purpose', nullable: true })
  proofPurpose!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null;
}
