import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A microservice that users hold roles in and that calls others with application tokens. */
@Entity('services')
@Unique('services_name_canonical_key', ['nameCanonical'])
export class ServiceEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'name_canonical' })
  nameCanonical!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  /** The scopes that its newest manifest named; `null`: no manifest named any. */
  @Column('text', { name: 'declared_scopes', array: true, nullable: true })
  declaredScopes!: readonly string[] | null;

  @Column('boolean', { name: 'is_active', default: true })
  isActive!: boolean;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
