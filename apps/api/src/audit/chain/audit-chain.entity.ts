import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** An event that is not sealed yet; its row comes with the event's own transaction. */
@Entity('audit_queue')
@Index('audit_queue_seq_idx', ['seq'])
export class AuditQueueEntity {
  @PrimaryColumn('uuid', { name: 'event_id' })
  eventId!: string;

  @Column({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS' })
  seq!: string;
}

/** One link of the chain. Rows are only ever added. */
@Entity('audit_seals')
@Unique('audit_seals_event_id_key', ['eventId'])
export class AuditSealEntity {
  @PrimaryColumn('bigint')
  number!: string;

  @Column('uuid', { name: 'event_id' })
  eventId!: string;

  /** Of the event's content. */
  @Column('bytea', { name: 'event_hash' })
  eventHash!: Buffer;

  @Column('timestamptz', { name: 'sealed_at' })
  sealedAt!: Date;

  /** Of this row and the hash of the row before. */
  @Column('bytea')
  hash!: Buffer;

  /** Of the secret that the hashes are keyed with; rows from before there were ids have none. */
  @Column('text', { name: 'key_id', nullable: true })
  keyId!: string | null;
}

/** The last link of a day (UTC): where a check of a part may begin. */
@Entity('audit_anchors')
export class AuditAnchorEntity {
  @PrimaryColumn('date')
  day!: string;

  @Column('bigint')
  number!: string;

  @Column('bytea')
  hash!: Buffer;
}

/** The newest link, in one row. */
@Entity('audit_head')
export class AuditHeadEntity {
  @PrimaryColumn('boolean', { default: true })
  id!: boolean;

  @Column('bigint')
  number!: string;

  @Column('bytea')
  hash!: Buffer;

  @Column('date')
  day!: string;

  /** Shows that this server wrote it, so that nobody shortens the chain and sets the head back. */
  @Column('bytea')
  mac!: Buffer;

  @Column('text', { name: 'key_id', nullable: true })
  keyId!: string | null;
}

/** From where on the chain is checked, though what stood before is gone or has another key. */
@Entity('audit_marks')
export class AuditMarkEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'audit_marks_pkey' })
  kind!: string;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'audit_marks_pkey' })
  number!: string;

  @Column('bytea')
  hash!: Buffer;

  @Column('date')
  day!: string;

  @Column('timestamptz', { name: 'made_at' })
  madeAt!: Date;

  @Column('text', { name: 'made_by' })
  madeBy!: string;

  @Column('text', { name: 'key_id' })
  keyId!: string;

  @Column('bytea')
  mac!: Buffer;
}
