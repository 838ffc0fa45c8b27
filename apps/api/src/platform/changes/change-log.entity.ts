import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { ChangeKind } from './change.js';

/** The change log. Rows are read in the order (`xid`, `seq`), below the oldest open transaction. */
@Entity('change_log')
@Unique('change_log_xid_seq_key', ['xid', 'seq'])
export class ChangeLogEntity {
  @PrimaryColumn('uuid')
  id!: string;

  /** The transaction that wrote it. */
  @Column({ type: 'bigint', default: () => 'pg_current_xact_id()::text::bigint' })
  xid!: string;

  @Column({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS' })
  seq!: string;

  @Column('text')
  kind!: ChangeKind;

  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  userId!: string | null;

  @Column({ name: 'session_id', type: 'uuid', nullable: true })
  sessionId!: string | null;

  @Column({ name: 'service_id', type: 'uuid', nullable: true })
  serviceId!: string | null;

  @Column({ name: 'role_id', type: 'uuid', nullable: true })
  roleId!: string | null;

  @Column({ name: 'token_id', type: 'uuid', nullable: true })
  tokenId!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  data!: Record<string, unknown> | null;

  /** The version markers that this change makes stale. */
  @Column('text', { array: true })
  markers!: string[];

  /** Whether the markers have been written. */
  @Column({ type: 'boolean', default: false })
  announced!: boolean;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;
}
