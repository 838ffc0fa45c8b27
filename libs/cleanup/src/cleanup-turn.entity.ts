import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which instance does a job of housekeeping at the moment. */
@Entity('cleanup_turns')
export class CleanupTurnEntity {
  @PrimaryColumn('text')
  job!: string;

  @Column('uuid')
  holder!: string;

  @Column('timestamptz', { name: 'held_until' })
  heldUntil!: Date;
}
