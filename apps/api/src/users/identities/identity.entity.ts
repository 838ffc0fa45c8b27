import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** The identity made the account, a sign-in joined it, its owner linked it, or it came with a merged account. */
export type IdentityOrigin = 'registered' | 'joined' | 'linked' | 'merged';

/** A person at a provider, linked to an account here. */
@Entity('identities')
@Unique('identities_provider_issuer_subject_key', ['provider', 'issuer', 'subject'])
export class IdentityEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'identities_pkey' })
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('text')
  provider!: string;

  /** Within which the subject is unique. */
  @Column('text')
  issuer!: string;

  @Column('text')
  subject!: string;

  /** As the provider answered last; shown to the owner, never compared. */
  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text', { nullable: true })
  avatar!: string | null;

  /** Encrypted; stored only under STORE_PROVIDER_TOKENS. */
  @Column('bytea', { name: 'provider_tokens', nullable: true, select: false })
  providerTokens!: Buffer | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;

  /** `null` in rows that were written before the column existed. */
  @Column('text', { nullable: true })
  origin!: IdentityOrigin | null;

  /** The session in which it was linked, or its account merged. */
  @Column('uuid', { name: 'made_in', nullable: true })
  madeIn!: string | null;

  /** The network address of the client that linked it. */
  @Column('text', { name: 'made_from', nullable: true })
  madeFrom!: string | null;

  /** When it was linked to this account; `null`: when the row was made. */
  @Column('timestamptz', { name: 'added_at', nullable: true })
  addedAt!: Date | null;
}
