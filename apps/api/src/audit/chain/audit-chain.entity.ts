import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** An event that is not sealed yet; the row is written in the event's own transaction. */
@Entity('audit_queue')
@Index('audit_queue_seq_idx', ['seq'])
export class AuditQueueEntity {
  @PrimaryColumn('uuid', { name: 'event_id' })
  eventId!: string;

  @Column({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS' })
  seq!: string;
}

/** One link of the chain. Rows are never updated; retirement alone deletes them. */
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

  /** Covers this row and the hash of the row before. */
  @Column('bytea')
  hash!: Buffer;

  /** Identifies the secret that the hashes are keyed with; `null` in rows that were written before ids existed. */
  @Column('text', { name: 'key_id', nullable: true })
  keyId!: string | null;
}

/** The last link of a day (UTC): a check of a part of the chain may begin there. */
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

  /** Proves that this server wrote the head: an attacker cannot cut the chain and set the head back. */
  @Column('bytea')
  mac!: Buffer;

  @Column('text', { name: 'key_id', nullable: true })
  keyId!: string | null;
}

/** A link from which a check may begin, because the links before it were retired or have another key. */
@Entity('audit_marks')
export class AuditMarkEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'audit_marks_pkey' })
  /** `retired`: all links up to it are deleted; `begun`: they were sealed under the previous secret. */
  kind!: 'retired' | 'begun';

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'audit_marks_pkey' })
  number!: string;

  @Column('bytea')
  hash!: Buffer;

  @Column('date')
  day!: string;

  @Column('timestamptz', { name: 'made_at' })
  madeAt!: Date;

  @Column('text', { name: 'made_by' })
  madeBy!: 'operator' | 'system';

  @Column('text', { name: 'key_id' })
  keyId!: string;

  @Column('bytea')
  mac!: Buffer;
}
