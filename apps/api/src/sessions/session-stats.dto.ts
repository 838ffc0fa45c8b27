import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';

export class StatsQueryDto {
  /**
   * How many days (UTC), today included; 1 to 366.
   * @example 30
   */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 366, pattern: undefined })
  @IsOptional()
  @Matches(/^([1-9]\d?|[12]\d\d|3[0-5]\d|36[0-6])$/, {
    message: 'days must be a whole number from 1 to 366',
  })
  days?: string;
}

/** What happened on one day, UTC. */
export class DayStatsDto {
  /** @example '2026-11-23' */
  date!: string;

  /**
   * Sessions that were begun, refreshed or used.
   * @example 512
   */
  active_sessions!: number;

  /**
   * Users who did so.
   * @example 207
   */
  active_users!: number;

  /** @example 14 */
  new_accounts!: number;
}

/** Sign-ins of one day that were made and ended in the same way. */
export class SignInStatsDto {
  /** @example '2026-11-23' */
  date!: string;

  /**
   * `password`, `passkey`, or the name of a provider.
   * @example 'password'
   */
  method!: string;

  /**
   * `success`, or the code of the refusal in lower case.
   * @example 'invalid_credentials'
   */
  outcome!: string;

  /** @example 31 */
  count!: number;
}

/** Sign-ins from one country. */
export class CountryStatsDto {
  /**
   * ISO 3166-1 alpha-2; `null` for addresses of which no country is known.
   * @example 'SE'
   */
  country!: string | null;

  /** @example 480 */
  succeeded!: number;

  /** @example 22 */
  refused!: number;
}

export class SessionStatsDto {
  /** @example true */
  success!: boolean;

  /**
   * Live sessions of all users, at `counted_at`.
   * @example 128
   */
  active_sessions!: number;

  /**
   * Users who have at least one of them.
   * @example 93
   */
  active_users!: number;

  /**
   * Now; a while ago where the database was too slow to answer in time.
   * @example '2026-11-23T10:15:30.000Z'
   */
  counted_at!: string;

  /** Each day of the time asked for, oldest first. */
  days!: DayStatsDto[];

  /** By day, method and outcome. */
  sign_ins!: SignInStatsDto[];

  /** By country, over all of the time asked for; most first. */
  countries!: CountryStatsDto[];
}
