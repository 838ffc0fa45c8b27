import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The failed attempts for one account, whether it exists or not, since the last correct password. */
@Entity('failed_logins')
export class FailedLoginEntity {
  /** A keyed hash of the account. */
  @PrimaryColumn('bytea')
  key!: Buffer;

  @Column({ type: 'integer' })
  failures!: number;

  /** No password is compared before this moment. */
  @Column({ name: 'next_at', type: 'timestamptz' })
  nextAt!: Date;

  @Column({ name: 'last_at', type: 'timestamptz' })
  lastAt!: Date;
}
