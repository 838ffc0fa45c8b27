import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Rows are inserted and deleted in one transaction, so that readiness knows whether the database accepts writes;
 * always empty.
 */
@Entity('write_probes')
export class WriteProbeEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'write_probes_pkey' })
  id!: string;

  @Column('bytea')
  payload!: Buffer;
}
