import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor, AuditEvent } from './audit-event.js';

/** One event of the audit trail. Rows are never updated; retirement alone deletes them. */
@Entity('audit_events')
export class AuditEventEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'audit_events_pkey' })
  id!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('text')
  type!: string;

  @Column('text')
  outcome!: AuditEvent['outcome'];

  @Column('text', { name: 'actor_kind' })
  actorKind!: Actor['kind'];

  @Column('uuid', { name: 'actor_id', nullable: true })
  actorId!: string | null;

  @Column('uuid', { name: 'actor_session_id', nullable: true })
  actorSessionId!: string | null;

  @Column('uuid', { name: 'actor_token_id', nullable: true })
  actorTokenId!: string | null;

  @Column('text', { name: 'target_kind', nullable: true })
  targetKind!: string | null;

  @Column('text', { name: 'target_id', nullable: true })
  targetId!: string | null;

  @Column('text', { nullable: true })
  code!: string | null;

  @Column('text', { nullable: true })
  ip!: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent!: string | null;

  @Column('text', { name: 'request_id', nullable: true })
  requestId!: string | null;

  @Column('jsonb', { default: () => "'{}'" })
  details!: Record<string, unknown>;
}
