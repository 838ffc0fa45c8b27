import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** What a browser shows at the pages of this server. Whether it is live says its session. */
@Entity('browser_sessions')
@Unique('browser_sessions_secret_hash_key', ['secretHash'])
@Unique('browser_sessions_session_id_key', ['sessionId'])
export class BrowserSessionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'browser_sessions_pkey' })
  id!: string;

  @Column('bytea', { name: 'secret_hash', select: false })
  secretHash!: Buffer;

  @Column('uuid', { name: 'session_id' })
  sessionId!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** When its secret was last replaced. */
  @Column('timestamptz', { name: 'rotated_at', nullable: true })
  rotatedAt!: Date | null;

  /** When the person last opened or chose it: of several in one browser, the last one is used. */
  @Column('timestamptz', { name: 'chosen_at' })
  chosenAt!: Date;
}
