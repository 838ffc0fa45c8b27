import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A service's own credential; only its hash is kept. */
@Entity('app_tokens')
@Unique('app_tokens_service_id_name_canonical_key', ['serviceId', 'nameCanonical'])
@Unique('app_tokens_token_hash_key', ['tokenHash'])
@Unique('app_tokens_previous_hash_key', ['previousHash'])
export class AppTokenEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'service_id' })
  serviceId!: string;

  @Column('text')
  name!: string;

  /** As `canonicalName` has it. */
  @Column('text', { name: 'name_canonical' })
  nameCanonical!: string;

  @Column('bytea', { name: 'token_hash', select: false })
  tokenHash!: Buffer;

  @Column('text')
  prefix!: string;

  /** Valid until `previousExpiresAt`, after a rotation with overlap. */
  @Column('bytea', { name: 'previous_hash', select: false, nullable: true })
  previousHash!: Buffer | null;

  @Column('timestamptz', { name: 'previous_expires_at', nullable: true })
  previousExpiresAt!: Date | null;

  @Column('text', { array: true, default: () => "'{}'" })
  scopes!: readonly string[];

  @Column('text', { name: 'allowed_networks', array: true, default: () => "'{}'" })
  allowedNetworks!: readonly string[];

  @Column('boolean', { name: 'is_active', default: true })
  isActive!: boolean;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy!: string | null;

  /** The session that made its present secret. */
  @Column('uuid', { name: 'made_in', nullable: true })
  madeIn!: string | null;

  @Column('timestamptz', { name: 'last_used', nullable: true })
  lastUsed!: Date | null;

  @Column('bigint', { name: 'use_count', default: 0 })
  useCount!: string;
}

/** How often a token was validated on a day (UTC). */
@Entity('app_token_usage')
export class AppTokenUsageEntity {
  @PrimaryColumn('uuid', { name: 'token_id' })
  tokenId!: string;

  @PrimaryColumn('date')
  day!: string;

  @Column('bigint', { name: 'use_count' })
  useCount!: string;
}
