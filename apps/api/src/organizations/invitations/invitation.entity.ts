import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

const OPEN = 'accepted_at IS NULL AND declined_at IS NULL AND revoked_at IS NULL';

/** An address is invited to a unit. */
@Entity('organization_invitations')
@Unique('organization_invitations_token_hash_key', ['tokenHash'])
@Index('organization_invitations_unit_id_email_canonical_idx', ['unitId', 'emailCanonical'], {
  unique: true,
  where: OPEN,
})
@Index('organization_invitations_root_id_expires_at_idx', ['rootId', 'expiresAt'], { where: OPEN })
@Index('organization_invitations_expires_at_idx', ['expiresAt'])
@Index('organization_invitations_email_canonical_id_idx', ['emailCanonical', 'id'])
@Index('organization_invitations_unit_id_root_id_id_idx', ['unitId', 'rootId', 'id'])
export class InvitationEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'unit_id' })
  unitId!: string;

  /** The organization that the unit belongs to. */
  @Column('uuid', { name: 'root_id' })
  rootId!: string;

  /** As typed. */
  @Column('text')
  email!: string;

  @Column('text', { name: 'email_canonical' })
  emailCanonical!: string;

  @Column('bytea', { name: 'token_hash', select: false })
  tokenHash!: Buffer;

  /** Who answers for the invitation; `null` once the account is erased. */
  @Index('organization_invitations_invited_by_idx')
  @Column('uuid', { name: 'invited_by', nullable: true })
  invitedBy!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'sent_at' })
  sentAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'accepted_at', nullable: true })
  acceptedAt!: Date | null;

  @Index('organization_invitations_accepted_by_idx')
  @Column('uuid', { name: 'accepted_by', nullable: true })
  acceptedBy!: string | null;

  @Column('timestamptz', { name: 'declined_at', nullable: true })
  declinedAt!: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
