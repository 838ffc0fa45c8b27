import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The instance that runs a batch job at present. */
@Entity('cleanup_turns')
export class CleanupTurnEntity {
  @PrimaryColumn('text')
  job!: string;

  @Column('uuid')
  holder!: string;

  @Column('timestamptz', { name: 'held_until' })
  heldUntil!: Date;
}
