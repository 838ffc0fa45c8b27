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

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null;
}
