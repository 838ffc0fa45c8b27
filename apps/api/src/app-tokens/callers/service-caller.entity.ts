import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What the tokens of one service may do at another, as that other service granted it. */
@Entity('service_callers')
@Check('service_callers_service_id_caller_service_id_check', 'service_id <> caller_service_id')
@Index('service_callers_caller_service_id_idx', ['callerServiceId'])
export class ServiceCallerEntity {
  /** The service that relies on the scopes. */
  @PrimaryColumn('uuid', { name: 'service_id' })
  serviceId!: string;

  @PrimaryColumn('uuid', { name: 'caller_service_id' })
  callerServiceId!: string;

  /** Sorted, each once; empty: may call, without a scope. */
  @Column('text', { array: true, default: () => "'{}'" })
  scopes!: readonly string[];

  /** The user; `null`: an operator. */
  @Column('uuid', { name: 'granted_by', nullable: true })
  grantedBy!: string | null;

  @Column('timestamptz', { name: 'granted_at', default: () => 'now()' })
  grantedAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
