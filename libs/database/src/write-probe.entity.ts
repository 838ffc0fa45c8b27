import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Written and removed in one transaction, so that readiness knows whether the database takes writes; always empty. */
@Entity('write_probes')
export class WriteProbeEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'write_probes_pkey' })
  id!: string;

  @Column('bytea')
  payload!: Buffer;
}
