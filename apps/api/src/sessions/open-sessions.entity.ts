import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** How many sessions of a user nobody has ended; written by triggers on `sessions`. */
@Entity('open_sessions_by_user')
export class OpenSessionsOfUserEntity {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId!: string;

  @Column('integer')
  sessions!: number;
}

/** Their sums over all users, as changes that are added up. */
@Entity('open_session_counts')
export class OpenSessionCountEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column('bigint')
  sessions!: string;

  @Column('bigint')
  users!: string;
}
