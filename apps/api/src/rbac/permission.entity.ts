import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** Something that may be done in a service. */
@Entity('permissions')
@Unique('permissions_service_id_name_key', ['serviceId', 'name'])
@Unique('permissions_service_id_name_canonical_key', ['serviceId', 'nameCanonical'])
export class PermissionEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'service_id' })
  serviceId!: string;

  @Column('text')
  name!: string;

  /** As `canonicalName` has it; where an import brought a second name of one form, followed by a space and the id. */
  @Column('text', { name: 'name_canonical' })
  nameCanonical!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
