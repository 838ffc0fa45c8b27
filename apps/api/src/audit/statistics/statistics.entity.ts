import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

export const MEASURES = [
  'active_sessions',
  'active_users',
  'new_accounts',
  'sign_ins',
  'sign_ins_by_country',
  'token_uses',
] as const;

export type Measure = (typeof MEASURES)[number];

/** How often something happened on one day (UTC). */
@Entity('daily_statistics')
export class DailyStatisticEntity {
  @PrimaryColumn('text')
  measure!: Measure;

  @PrimaryColumn('date')
  day!: string;

  /** A method, a country or a service, as the measure has it. */
  @PrimaryColumn('text', { default: '' })
  label!: string;

  @PrimaryColumn('text', { default: '' })
  outcome!: string;

  @Column('bigint')
  count!: string;
}

/** A session that was already counted as active on the day. */
@Entity('active_sessions_by_day')
export class ActiveSessionEntity {
  @PrimaryColumn('date')
  day!: string;

  @PrimaryColumn('uuid', { name: 'session_id' })
  sessionId!: string;
}

/** A user who was already counted as active on the day. */
@Entity('active_users_by_day')
export class ActiveUserEntity {
  @PrimaryColumn('date')
  day!: string;

  @PrimaryColumn('uuid', { name: 'user_id' })
  userId!: string;
}

/** New accounts that a trigger counted and the daily counts do not include yet. */
@Entity('new_accounts_by_day')
export class NewAccountsEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column('date')
  day!: string;

  @Column('bigint')
  count!: string;
}
