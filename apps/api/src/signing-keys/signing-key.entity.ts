import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The curve's coordinates: the public part of a key. */
export interface PublicPoint {
  readonly x: string;
  readonly y: string;
}

/** A key pair that signs access tokens; its id is the `kid`. */
@Entity('signing_keys')
export class SigningKeyEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('jsonb', { name: 'public_jwk' })
  publicJwk!: PublicPoint;

  /** Sealed under `SECRET_KEY`; forgotten when the key signs no more. */
  @Column('bytea', { name: 'private_key', nullable: true, select: false })
  privateKey!: Buffer | null;

  /** The longest life of a token signed with it: so long it must be accepted after its last use. */
  @Column('integer', { name: 'longest_token_seconds', default: 0 })
  longestTokenSeconds!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'activates_at' })
  activatesAt!: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
