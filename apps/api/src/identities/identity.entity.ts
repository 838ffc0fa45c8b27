import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A person at a provider, and whose account that is here. */
@Entity('identities')
@Index('identities_subject_key', ['provider', 'issuer', 'subject'], { unique: true })
export class IdentityEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'identities_pkey' })
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('text')
  provider!: string;

  /** In whose name the subject is unique. */
  @Column('text')
  issuer!: string;

  @Column('text')
  subject!: string;

  /** As the provider said last; shown to the owner, never compared. */
  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text', { nullable: true })
  avatar!: string | null;

  /** Sealed; kept only under STORE_PROVIDER_TOKENS. */
  @Column('bytea', { name: 'provider_tokens', nullable: true, select: false })
  providerTokens!: Buffer | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;
}
