import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A user joined an organization by a domain once, and does not so again. */
@Entity('organization_domain_joins')
@Index('organization_domain_joins_user_id_idx', ['userId'])
export class DomainJoinEntity {
  @PrimaryColumn('uuid', { name: 'root_id' })
  rootId!: string;

  @PrimaryColumn('uuid', { name: 'user_id' })
  userId!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
