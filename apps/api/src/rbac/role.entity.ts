import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A named set of permissions within one service. */
@Entity('roles')
@Unique('roles_service_id_name_canonical_key', ['serviceId', 'nameCanonical'])
@Unique('roles_id_service_id_key', ['id', 'serviceId'])
export class RoleEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'service_id' })
  serviceId!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'name_canonical' })
  nameCanonical!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('boolean', { name: 'is_default', default: false })
  isDefault!: boolean;

  /** Holds every permission of its service, those made later too. */
  @Column('boolean', { name: 'holds_all', default: false })
  holdsAll!: boolean;

  /** Its permissions count only in sessions with two factors. */
  @Column('boolean', { name: 'requires_mfa', default: false })
  requiresMfa!: boolean;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}

/** Which permissions a role holds. */
@Entity('role_permissions')
export class RolePermissionEntity {
  @PrimaryColumn('uuid', { name: 'role_id' })
  roleId!: string;

  @Index('role_permissions_permission_id_idx')
  @PrimaryColumn('uuid', { name: 'permission_id' })
  permissionId!: string;
}
