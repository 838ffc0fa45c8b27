import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A flow that has come back; kept until it would have expired, so that it comes back once. */
@Entity('oauth_used_states')
export class OAuthUsedStateEntity {
  @PrimaryColumn('bytea', {
    name: 'state_hash',
    primaryKeyConstraintName: 'oauth_used_states_pkey',
  })
  stateHash!: Buffer;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
