import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The single row that identifies this database. */
@Entity('installation')
@Check('installation_singleton_check', 'singleton')
export class InstallationEntity {
  @PrimaryColumn({ type: 'boolean', default: true })
  singleton!: boolean;

  @Column('uuid')
  id!: string;

  @Column({ type: 'integer', default: 1 })
  epoch!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
