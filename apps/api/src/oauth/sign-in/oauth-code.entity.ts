import type { ProofPurpose } from '#libs/access';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A one-time code of a finished sign-in, until the application trades it for tokens. */
@Entity('oauth_codes')
export class OAuthCodeEntity {
  @PrimaryColumn('bytea', { name: 'code_hash', primaryKeyConstraintName: 'oauth_codes_pkey' })
  codeHash!: Buffer;

  @Column('uuid', { name: 'identity_id' })
  identityId!: string;

  /** S256 of the verifier that the application must show. */
  @Column('text', { name: 'code_challenge', nullable: true })
  codeChallenge!: string | null;

  /** The target of the access token (RFC 8707), as the application requested it when the sign-in began. */
  @Column('text', { nullable: true })
  resource!: string | null;

  /** Of a code for a proof instead of a sign-in: the user and the session that the proof is for, and its purpose. */
  @Column('uuid', { name: 'proof_user_id', nullable: true })
  proofUserId!: string | null;

  @Column('uuid', { name: 'proof_session_id', nullable: true })
  proofSessionId!: string | null;

  @Column('text', { name: 'proof_purpose', nullable: true })
  proofPurpose!: ProofPurpose | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null;
}
