import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A user manages an organization; a member of its root. */
@Entity('organization_owners')
export class OwnerEntity {
  @PrimaryColumn('uuid', { name: 'organization_id' })
  organizationId!: string;

  @Index('organization_owners_user_id_idx')
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
