import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A role that is held at a unit, and so in every unit below it: by a user, or by the unit. */
@Entity('unit_roles')
@Index('unit_roles_user_id_unit_id_role_id_idx', ['userId', 'unitId', 'roleId'], {
  unique: true,
  where: 'user_id IS NOT NULL',
})
@Index('unit_roles_unit_id_role_id_idx', ['unitId', 'roleId'], {
  unique: true,
  where: 'user_id IS NULL',
})
@Index('unit_roles_unit_id_root_id_id_idx', ['unitId', 'rootId', 'id'])
@Index('unit_roles_role_id_service_id_idx', ['roleId', 'serviceId'])
@Index('unit_roles_user_id_root_id_idx', ['userId', 'rootId'], { where: 'user_id IS NOT NULL' })
export class UnitRoleEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'unit_id' })
  unitId!: string;

  /** The organization that the unit belongs to. */
  @Column('uuid', { name: 'root_id' })
  rootId!: string;

  @Index('unit_roles_service_id_idx')
  @Column('uuid', { name: 'service_id' })
  serviceId!: string;

  @Column('uuid', { name: 'role_id' })
  roleId!: string;

  /** `null`: the unit holds it, and so every member of it and of the units below it. */
  @Column('uuid', { name: 'user_id', nullable: true })
  userId!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
