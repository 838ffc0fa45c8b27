import type { DailyStatisticEntity } from './statistics.entity.js';

export interface CountedSignIn {
  /** `password`, `passkey`, or the name of a provider. */
  readonly method: string;
  /** `success`, or the code of the refusal in lower case. */
  readonly outcome: string;
  readonly ip: string;
}

export interface DayOfStatistics {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly activeSessions: number;
  readonly activeUsers: number;
  readonly newAccounts: number;
}

export interface SignInsOfDay {
  readonly day: string;
  readonly method: string;
  readonly outcome: string;
  readonly count: number;
}

export interface SignInsOfCountry {
  /** ISO 3166-1 alpha-2; `null` for addresses whose country is unknown. */
  readonly country: string | null;
  readonly succeeded: number;
  readonly refused: number;
}

export interface TokenUsesOfDay {
  readonly day: string;
  readonly serviceId: string;
  readonly count: number;
}

export interface StatisticsReport {
  /** Every day of the period, oldest first. */
  readonly days: readonly DayOfStatistics[];
  readonly signIns: readonly SignInsOfDay[];
  readonly countries: readonly SignInsOfCountry[];
}

/** A count to be added to those of its day. */
export type DailyCount = Omit<Readonly<DailyStatisticEntity>, 'count'> & {
  readonly count: number;
};
