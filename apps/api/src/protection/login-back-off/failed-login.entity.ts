import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The wrong passwords for one account, whether it exists or not, since the last right one. */
@Entity('failed_logins')
export class FailedLoginEntity {
  /** A keyed hash of the account. */
  @PrimaryColumn('bytea')
  key!: Buffer;

  @Column({ type: 'integer' })
  failures!: number;

  /** Before this no password is looked at. */
  @Column({ name: 'next_at', type: 'timestamptz' })
  nextAt!: Date;

  @Column({ name: 'last_at', type: 'timestamptz' })
  lastAt!: Date;
}
