import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** An assignment: a user holds a role in a service. */
@Entity('user_service_roles')
@Unique('user_service_roles_user_id_service_id_role_id_key', ['userId', 'serviceId', 'roleId'])
@Index('user_service_roles_role_id_service_id_idx', ['roleId', 'serviceId'])
export class UserServiceRoleEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Index('user_service_roles_service_id_idx')
  @Column('uuid', { name: 'service_id' })
  serviceId!: string;

  @Column('uuid', { name: 'role_id' })
  roleId!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
