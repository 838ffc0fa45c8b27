import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** How often something happened on one day (UTC). */
@Entity('daily_statistics')
export class DailyStatisticEntity {
  @PrimaryColumn('text')
  measure!: string;

  @PrimaryColumn('date')
  day!: string;

  /** What it is counted by: a method, a country, a service. */
  @PrimaryColumn('text', { default: '' })
  label!: string;

  @PrimaryColumn('text', { default: '' })
  outcome!: string;

  @Column('bigint')
  count!: string;
}

/** Sessions that were counted as active on a day already. */
@Entity('active_sessions_by_day')
export class ActiveSessionEntity {
  @PrimaryColumn('date')
  day!: string;

  @PrimaryColumn('uuid', { name: 'session_id' })
  sessionId!: string;
}

/** Users who were counted as active on a day already. */
@Entity('active_users_by_day')
export class ActiveUserEntity {
  @PrimaryColumn('date')
  day!: string;

  @PrimaryColumn('uuid', { name: 'user_id' })
  userId!: string;
}

/** Accounts made, written by a trigger, that are not in the daily counts yet. */
@Entity('new_accounts_by_day')
export class NewAccountsEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column('date')
  day!: string;

  @Column('bigint')
  count!: string;
}
