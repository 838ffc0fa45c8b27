import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The state of a finished flow, kept until the flow would have expired, so that it is accepted once. */
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
