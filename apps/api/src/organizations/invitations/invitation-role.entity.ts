import { Entity, Index, PrimaryColumn } from 'typeorm';

/** A role that the invited person gets at the unit. */
@Entity('organization_invitation_roles')
export class InvitationRoleEntity {
  @PrimaryColumn('uuid', { name: 'invitation_id' })
  invitationId!: string;

  @Index('organization_invitation_roles_role_id_idx')
  @PrimaryColumn('uuid', { name: 'role_id' })
  roleId!: string;
}
