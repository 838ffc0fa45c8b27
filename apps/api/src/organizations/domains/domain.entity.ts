import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A mail domain of an organization, proven by a TXT record. */
@Entity('organization_domains')
@Unique('organization_domains_root_id_domain_key', ['rootId', 'domain'])
@Index('organization_domains_domain_idx', ['domain'], {
  unique: true,
  where: 'verified_at IS NOT NULL',
})
@Index('organization_domains_root_id_id_idx', ['rootId', 'id'])
@Index('organization_domains_unit_id_idx', ['unitId'])
@Index('organization_domains_checked_at_idx', ['checkedAt'], { where: 'verified_at IS NOT NULL' })
export class DomainEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'root_id' })
  rootId!: string;

  /** Where people of the domain become members; `null` for the organization itself. */
  @Column('uuid', { name: 'unit_id', nullable: true })
  unitId!: string | null;

  @Column('text')
  domain!: string;

  /** What the TXT record says. Not a secret: everyone can read it there. */
  @Column('text')
  token!: string;

  @Column('timestamptz', { name: 'verified_at', nullable: true })
  verifiedAt!: Date | null;

  /** When the record was last looked for. */
  @Column('timestamptz', { name: 'checked_at', nullable: true })
  checkedAt!: Date | null;

  /** Since when the record of a proven domain is missing. */
  @Column('timestamptz', { name: 'failing_since', nullable: true })
  failingSince!: Date | null;

  /** Whether people whose address is in the domain become members. */
  @Column('boolean', { default: false })
  joins!: boolean;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
