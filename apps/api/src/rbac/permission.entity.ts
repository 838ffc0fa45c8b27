import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** Something that may be done in a service. */
@Entity('permissions')
@Unique('permissions_name_key', ['serviceId', 'name'])
@Unique('permissions_canonical_key', ['serviceId', 'nameCanonical'])
export class PermissionEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'service_id' })
  serviceId!: string;

  @Column('text')
  name!: string;

  /** As `canonicalName` has it; `null` where a version before this column wrote the row. */
  @Column('text', { name: 'name_canonical', nullable: true })
  nameCanonical!: string | null;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
