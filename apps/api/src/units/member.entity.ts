import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A user is a member of a unit. */
@Entity('organization_members')
@Index('organization_members_unit_id_root_id_idx', ['unitId', 'rootId'])
@Index('organization_members_user_id_root_id_unit_id_idx', ['userId', 'rootId', 'unitId'])
@Index('organization_members_root_id_user_id_idx', ['rootId', 'userId'])
export class MemberEntity {
  @PrimaryColumn('uuid', { name: 'unit_id' })
  unitId!: string;

  @PrimaryColumn('uuid', { name: 'user_id' })
  userId!: string;

  /** The organization that the unit belongs to. */
  @Column('uuid', { name: 'root_id' })
  rootId!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
