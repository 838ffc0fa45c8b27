import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** How many sessions of a user have not ended; written by triggers on `sessions`. */
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

/** What the rows of one statement have changed, until the end of that statement: empty for every reader. */
@Entity('open_session_changes')
@Index('open_session_changes_xid_idx', ['xid'])
export class OpenSessionChangeEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column('bigint')
  xid!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @Column('integer')
  change!: number;
}
