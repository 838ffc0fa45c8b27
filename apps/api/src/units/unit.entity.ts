import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A unit of an organization: the organization itself (its root), or a department, team or the like below another unit. */
@Entity('organizations')
@Unique('organizations_id_root_id_key', ['id', 'rootId'])
@Index('organizations_slug_idx', ['slug'], { unique: true, where: 'parent_id IS NULL' })
@Index('organizations_parent_id_slug_idx', ['parentId', 'slug'], {
  unique: true,
  where: 'parent_id IS NOT NULL',
})
@Index('organizations_parent_id_root_id_id_idx', ['parentId', 'rootId', 'id'])
@Index('organizations_root_id_id_idx', ['rootId', 'id'])
@Index('organizations_id_idx', ['id'], { where: 'parent_id IS NULL' })
export class UnitEntity {
  @PrimaryColumn('uuid')
  id!: string;

  /** The organization that the unit belongs to; its own id for a root. */
  @Column('uuid', { name: 'root_id' })
  rootId!: string;

  @Column('uuid', { name: 'parent_id', nullable: true })
  parentId!: string | null;

  @Column('text')
  name!: string;

  /** Unique among the units of one parent, and among the organizations. */
  @Column('text')
  slug!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
